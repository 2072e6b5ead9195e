export type Field = [name: string, value: string];

export interface RequestHead {
  method: string;
  target: string;
  version: string;
}

export class Refusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([!-~]+) HTTP\/([0-9]\.[0-9])$/;
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

export function parseRequestLine(line: string): RequestHead {
  const match = REQUEST_LINE.exec(line);
  if (!match) throw new Refusal('bad-request-line');
  const [, method, target, version] = match as unknown as [string, string, string, string];
  if (version !== '1.1' && version !== '1.0') throw new Refusal('bad-version');
  return { method, target, version };
}

export function parseHeaderLine(line: string): Field {
  if (line.startsWith(' ') || line.startsWith('\t')) throw new Refusal('obs-fold');
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0));
  const value = line.slice(colon + 1);
  if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(value)) throw new Refusal('bad-header');
  return [name.toLowerCase(), value.trim()];
}

/** How long the body is, decided from the header section as a whole. */
export function decideFraming(version: string, headers: Field[]): bigint | 'chunked' {
  const valuesOf = (name: string) => headers.filter((field) => field[0] === name).map((field) => field[1]);
  const hosts = valuesOf('host').length;
  if (hosts > 1 || (hosts === 0 && version === '1.1')) throw new Refusal('bad-host');
  const lengths = valuesOf('content-length');
  const encodings = valuesOf('transfer-encoding');
  if (encodings.length > 0 && (lengths.length > 0 || version === '1.0')) throw new Refusal('conflicting-framing');
  if (encodings.length > 1) throw new Refusal('bad-transfer-encoding');
  if (encodings.length === 1) {
    if (encodings[0]!.toLowerCase() !== 'chunked') throw new Refusal('bad-transfer-encoding');
    return 'chunked';
  }
  if (lengths.length > 1) throw new Refusal('bad-content-length');
  if (lengths.length === 0) return 0n;
  if (!/^[0-9]+$/.test(lengths[0]!)) throw new Refusal('bad-content-length');
  return BigInt(lengths[0]!);
}

export function readChunkSize(line: string): bigint {
  const size = line.split(';', 1)[0]!;
  if (!/^[0-9a-fA-F]+$/.test(size)) throw new Refusal('bad-chunk');
  return BigInt(`0x${size}`);
}
