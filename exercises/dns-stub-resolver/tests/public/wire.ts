/** The bytes of DNS messages (RFC 1035 §4.1), put together by hand so that they can also be wrong. */
export const TYPES = { A: 1, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28 } as const;
export type TypeName = keyof typeof TYPES;
export const NOERROR = 0;
export const SERVFAIL = 2;
export const NXDOMAIN = 3;
export const NOTIMP = 4;
export const REFUSED = 5;

export interface WireRecord {
  readonly name: string;
  readonly type: TypeName;
  readonly ttl: number;
  readonly data: Buffer;
}

export interface AskedFor {
  readonly name: string;
  readonly type: number;
  readonly class?: number;
}

export interface Reply {
  readonly rcode?: number;
  readonly isTruncated?: boolean;
  readonly answers?: readonly WireRecord[];
  readonly authorities?: readonly WireRecord[];
  /** What a forger gets wrong. */
  readonly id?: number;
  readonly isResponse?: boolean;
  readonly questions?: readonly AskedFor[];
}

const u16 = (value: number) => Buffer.of((value >> 8) & 255, value & 255);
const u32 = (value: number) => Buffer.concat([u16(Math.floor(value / 65_536)), u16(value % 65_536)]);

export const nameBytes = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').flatMap((label) => [Buffer.of(label.length), Buffer.from(label, 'latin1')]),
    Buffer.of(0),
  ]);

const record = (type: TypeName, toBytes: (value: string) => Buffer) => {
  return (name: string, value: string, ttl = 600): WireRecord => ({ name, type, ttl, data: toBytes(value) });
};

export const a = record('A', (address) => Buffer.from(address.split('.').map(Number)));
/** Of eight groups. */
export const aaaa = record('AAAA', (address) =>
  Buffer.concat(address.split(':').map((group) => u16(parseInt(group, 16)))),
);
export const cname = record('CNAME', nameBytes);
export const txt = record('TXT', (text) =>
  Buffer.concat([Buffer.of(Buffer.byteLength(text)), Buffer.from(text)]),
);
export const mx = (name: string, preference: number, exchange: string): WireRecord => ({
  ...{ name, type: 'MX', ttl: 600 },
  data: Buffer.concat([u16(preference), nameBytes(exchange)]),
});
export const soa = (name: string, { ttl, minimum }: { ttl: number; minimum: number }): WireRecord => ({
  ...{ name, type: 'SOA', ttl },
  data: Buffer.concat([
    nameBytes('ns.example'),
    nameBytes('admin.example'),
    ...[1, 2, 3, 4, minimum].map(u32),
  ]),
});

const questionBytes = (question: AskedFor) =>
  Buffer.concat([nameBytes(question.name), u16(question.type), u16(question.class ?? 1)]);

const recordBytes = ({ name, type, ttl, data }: WireRecord) =>
  Buffer.concat([nameBytes(name), u16(TYPES[type]), u16(1), u32(ttl), u16(data.length), data]);

export function replyBytes(asked: AskedFor & { id: number }, reply: Reply): Buffer {
  const { answers = [], authorities = [], questions = [asked] } = reply;
  const flags =
    (reply.isResponse === false ? 0 : 0x8000) |
    (reply.isTruncated ? 0x0200 : 0) |
    0x0180 |
    (reply.rcode ?? 0);
  return Buffer.concat([
    ...[reply.id ?? asked.id, flags, questions.length, answers.length, authorities.length, 0].map(u16),
    ...questions.map(questionBytes),
    ...answers.map(recordBytes),
    ...authorities.map(recordBytes),
  ]);
}

/** The header's flags and the one question of a query; null when it is none. */
export function readQuery(bytes: Buffer): { id: number; flags: number; name: string; type: number } | null {
  if (bytes.length < 17 || bytes.readUInt16BE(4) !== 1) return null;
  const labels: string[] = [];
  let at = 12;
  for (let length = bytes[at]!; length !== 0; length = bytes[at] ?? 64) {
    if (length > 63 || at + 1 + length >= bytes.length) return null;
    labels.push(bytes.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  if (bytes.length < at + 5) return null;
  const [id, flags, type] = [bytes.readUInt16BE(0), bytes.readUInt16BE(2), bytes.readUInt16BE(at + 1)];
  return { id, flags, name: labels.join('.'), type };
}
