import { step, SubjectError, subjectModule } from '@touchstone/kit';

export const A = 1;
export const NS = 2;
export const CNAME = 5;
export const SOA = 6;
export const MX = 15;
export const TXT = 16;
export const AAAA = 28;

export interface Question {
  name: string;
  type: number;
  class: number;
}

export interface DnsRecord extends Question {
  ttl: number;
  data: unknown;
}

export interface Message {
  id: number;
  response: boolean;
  opcode: number;
  authoritative: boolean;
  truncated: boolean;
  recursionDesired: boolean;
  recursionAvailable: boolean;
  z: number;
  rcode: number;
  questions: Question[];
  answers: DnsRecord[];
  authorities: DnsRecord[];
  additionals: DnsRecord[];
}

export const message = (parts: Partial<Message> = {}): Message => ({
  id: 0,
  response: false,
  opcode: 0,
  authoritative: false,
  truncated: false,
  recursionDesired: false,
  recursionAvailable: false,
  z: 0,
  rcode: 0,
  questions: [],
  answers: [],
  authorities: [],
  additionals: [],
  ...parts,
});

export const question = (name: string, type = A): Question => ({ name, type, class: 1 });
export const record = (name: string, type: number, data: unknown, ttl = 60): DnsRecord => ({
  name,
  type,
  class: 1,
  ttl,
  data,
});

export const toBytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

/** Bytes as a learner can read them in a message. */
export function show(bytes: Iterable<number>): string {
  const all = [...bytes];
  const hex = (part: number[]) => part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return all.length <= 60 ? `<${hex(all)}>` : `<${hex(all.slice(0, 40))} … ${all.length} bytes>`;
}

/** The same value with bytes as text, for comparing and for reading. */
export function readable(value: unknown): unknown {
  if (value instanceof Uint8Array) return show(value);
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(item)]));
}

/** What a call of the learner's function came to: a value, or the message of what it threw. */
export async function attempt(name: string, ...args: unknown[]): Promise<Record<string, unknown>> {
  try {
    return { returned: await subjectModule.call(name, ...args) };
  } catch (error) {
    if (error instanceof SubjectError) return { refused: error.message };
    throw error;
  }
}

export async function expectDecoded(bytes: number[], expected: Message): Promise<void> {
  const outcome = await attempt('decode', Uint8Array.from(bytes));
  await step(`what decode did with ${show(bytes)}`, () =>
    expect(readable(outcome)).toEqual(readable({ returned: expected })),
  );
}

export async function expectRefusal(bytes: number[], code: string, what = ''): Promise<void> {
  const outcome = await attempt('decode', Uint8Array.from(bytes));
  await step(`what decode did with ${what && `${what}: `}${show(bytes)}`, () =>
    expect(readable(outcome)).toEqual({ refused: code }),
  );
}

/** What `encode` returned, which has to be bytes. */
export async function encode(value: Message, maxBytes?: number): Promise<Uint8Array> {
  const outcome = await attempt('encode', value, ...(maxBytes === undefined ? [] : [maxBytes]));
  await step('what encode did', () => expect(outcome).toEqual({ returned: expect.any(Uint8Array) }));
  return outcome['returned'] as Uint8Array;
}

export async function expectEncodeRefusal(
  value: Message,
  code: string,
  what: string,
  maxBytes?: number,
): Promise<void> {
  const outcome = await attempt('encode', value, ...(maxBytes === undefined ? [] : [maxBytes]));
  await step(`what encode did with ${what}`, () => expect(readable(outcome)).toEqual({ refused: code }));
}
