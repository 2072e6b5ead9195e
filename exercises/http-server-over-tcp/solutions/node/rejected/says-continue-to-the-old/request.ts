import { Gone, Refusal, type Input } from './input.ts';

const LONGEST_REQUEST_LINE = 4096;
const LARGEST_HEADERS = 16_384;
const LARGEST_BODY = 1_048_576;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Of HTTP/1.0 or HTTP/1.1. */
  readonly minor: number;
  readonly body: Buffer;
  /** Whether another request may follow on this connection. */
  keepAlive: boolean;
}

export type Headers = ReadonlyMap<string, readonly string[]>;

/** @returns null when the client has ended its side between two requests */
export async function readRequest(input: Input, sayContinue: () => void): Promise<Request | null> {
  let line = await input.line(LONGEST_REQUEST_LINE, 414);
  while (line === '') line = await input.line(LONGEST_REQUEST_LINE, 414);
  if (line === null) return null;
  const { method, target, minor } = readRequestLine(line);
  const headers = await readHeaders(input);
  const hosts = headers.get('host')?.length ?? 0;
  if (hosts > 1 || (hosts === 0 && minor > 0)) throw new Refusal(400, 'There must be one Host');
  const length = bodyLength(headers, minor);
  if (length !== 0 && has(headers, 'expect', '100-continue')) sayContinue();
  const body = length === 'chunked' ? await readChunks(input) : await input.bytes(length);
  const mark = target.indexOf('?');
  return {
    method,
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark)),
    minor,
    body,
    keepAlive: !has(headers, 'connection', 'close') && (minor > 0 || has(headers, 'connection', 'keep-alive')),
  };
}

function readRequestLine(line: string): { method: string; target: string; minor: number } {
  const [, method = '', target = '', major, minor] = /^(\S+) ([!-~]+) HTTP\/(\d)\.(\d)$/.exec(line) ?? [];
  if (!TOKEN.test(method)) throw new Refusal(400, 'The request line is not one');
  if (major !== '1') throw new Refusal(505, 'HTTP/1.1 is spoken here');
  return { method, target, minor: Number(minor) };
}

async function readHeaders(input: Input): Promise<Headers> {
  const headers = new Map<string, string[]>();
  let left = LARGEST_HEADERS;
  for (;;) {
    const line = await input.line(Math.max(0, left - 2), 431);
    if (line === null) throw new Gone();
    if (line === '') return headers;
    left -= line.length + 2;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    if (!TOKEN.test(name)) throw new Refusal(400, 'A header line is not one');
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')]);
  }
}

/** The one place that says where a body ends. */
function bodyLength(headers: Headers, minor: number): number | 'chunked' {
  const lengths = headers.get('content-length');
  const codings = headers.get('transfer-encoding');
  if (codings) {
    if (lengths || minor === 0) throw new Refusal(400, 'The body could be read in two ways');
    if (codings.join().toLowerCase() !== 'chunked') throw new Refusal(501, 'Only chunked is known here');
    return 'chunked';
  }
  if (!lengths) return 0;
  if (lengths.length > 1 || !/^\d+$/.test(lengths[0]!)) throw new Refusal(400, 'The Content-Length is not one number');
  if (Number(lengths[0]) > LARGEST_BODY) throw new Refusal(413, 'The body is too large');
  return Number(lengths[0]);
}

async function readChunks(input: Input): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const line = await input.line(1024, 400);
    if (line === null) throw new Gone();
    const digits = /^([0-9a-f]+)[ \t]*(;.*)?$/i.exec(line)?.[1];
    if (digits === undefined) throw new Refusal(400, 'A chunk does not begin with its size');
    const size = parseInt(digits, 16);
    if (size === 0) break;
    total += size;
    if (total > LARGEST_BODY) throw new Refusal(413, 'The body is too large');
    chunks.push(await input.bytes(size));
    if ((await input.bytes(2)).toString('latin1') !== '\r\n') throw new Refusal(400, 'A chunk is longer than its size');
  }
  await readHeaders(input); // the trailers, which nobody here asks for
  return Buffer.concat(chunks);
}

/** Whether a header with a list holds this word. */
function has(headers: Headers, name: string, word: string): boolean {
  const list = headers.get(name)?.join() ?? '';
  return list.split(',').some((item) => item.trim().toLowerCase() === word);
}
