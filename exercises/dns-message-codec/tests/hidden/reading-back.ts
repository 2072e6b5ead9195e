import { step } from '@touchstone/kit';
import {
  A,
  AAAA,
  CNAME,
  MX,
  NS,
  SOA,
  TXT,
  readable,
  show,
  type DnsRecord,
  type Message,
  type Question,
} from './messages.ts';
import { FLAG_BITS } from './wire.ts';

/** What `encode` wrote, read by our own rules. */
export async function readBack(bytes: Uint8Array): Promise<Message> {
  let problem = 'nothing';
  let message: Message | null = null;
  try {
    message = new Reader(bytes).message();
  } catch (error) {
    problem = (error as Error).message;
  }
  await step(`what is wrong with the bytes that encode returned, ${show(bytes)}`, () =>
    expect(problem).toBe('nothing'),
  );
  return message!;
}

/** Expects that the bytes mean this message, letters of names in any case: a pointer may lead to others. */
export async function expectMeaning(bytes: Uint8Array, expected: Message): Promise<void> {
  const message = await readBack(bytes);
  await step('the message that the written bytes stand for, names in lower case', () =>
    expect(readable(inLowerCase(message))).toEqual(readable(inLowerCase(expected))),
  );
}

const fold = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function inLowerCase(message: Message): Message {
  const lower = <T extends Question>(item: T): T => ({ ...item, name: fold(item.name) });
  const lowerRecord = (record: DnsRecord) => ({ ...lower(record), data: lowerNames(record) });
  return {
    ...message,
    questions: message.questions.map(lower),
    answers: message.answers.map(lowerRecord),
    authorities: message.authorities.map(lowerRecord),
    additionals: message.additionals.map(lowerRecord),
  };
}

function lowerNames({ type, data }: DnsRecord): unknown {
  if (type === NS || type === CNAME) return fold(data as string);
  if (type === MX) return { ...(data as object), exchange: fold((data as { exchange: string }).exchange) };
  if (type !== SOA) return data;
  const soa = data as { mname: string; rname: string };
  return { ...soa, mname: fold(soa.mname), rname: fold(soa.rname) };
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes);
  }

  message(): Message {
    const [id, flags] = [this.#u16(), this.#u16()];
    const counts = [this.#u16(), this.#u16(), this.#u16(), this.#u16()] as const;
    const bit = (flag: keyof typeof FLAG_BITS) => (flags & FLAG_BITS[flag]) !== 0;
    const message = {
      id,
      response: bit('response'),
      opcode: (flags >> 11) & 15,
      authoritative: bit('authoritative'),
      truncated: bit('truncated'),
      recursionDesired: bit('recursionDesired'),
      recursionAvailable: bit('recursionAvailable'),
      z: (flags >> 4) & 7,
      rcode: flags & 15,
      questions: Array.from({ length: counts[0] }, () => this.#question()),
      answers: Array.from({ length: counts[1] }, () => this.#record()),
      authorities: Array.from({ length: counts[2] }, () => this.#record()),
      additionals: Array.from({ length: counts[3] }, () => this.#record()),
    };
    const left = this.#bytes.length - this.#at;
    if (left > 0) throw new Error(`${left} bytes follow the last record`);
    return message;
  }

  #question(): Question {
    return { name: this.#name(), type: this.#u16(), class: this.#u16() };
  }

  #record(): DnsRecord {
    const head = this.#question();
    const ttl = this.#u32();
    const length = this.#u16();
    const end = this.#at + length;
    const data = this.#data(head, length);
    if (this.#at !== end) {
      throw new Error(
        `RDLENGTH of ${head.name} type ${head.type} is ${length}, its data are ${length + this.#at - end} bytes`,
      );
    }
    return { ...head, ttl, data };
  }

  #data({ type, class: space }: Question, length: number): unknown {
    if (type === A && space === 1) return this.#take(4).join('.');
    if (type === AAAA && space === 1)
      return Array.from({ length: 8 }, () => this.#u16().toString(16)).join(':');
    if (type === NS || type === CNAME) return this.#name();
    if (type === MX) return { preference: this.#u16(), exchange: this.#name() };
    if (type === SOA) {
      const [mname, rname] = [this.#name(), this.#name()];
      const [serial, refresh, retry, expire, minimum] = Array.from({ length: 5 }, () => this.#u32());
      return { mname, rname, serial, refresh, retry, expire, minimum };
    }
    if (type !== TXT) return new Uint8Array(this.#take(length));
    const strings: Uint8Array[] = [];
    for (const end = this.#at + length; this.#at < end;)
      strings.push(new Uint8Array(this.#take(this.#take(1)[0]!)));
    return strings;
  }

  #take(count: number): Buffer {
    if (this.#at + count > this.#bytes.length) throw new Error('it ends too early');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  #u16 = () => this.#take(2).readUInt16BE();
  #u32 = () => this.#take(4).readUInt32BE();

  #name(): string {
    let text = '';
    let after: number | null = null;
    let start = this.#at;
    for (;;) {
      const at = this.#at;
      const length = this.#take(1)[0]!;
      if (length === 0) break;
      if (length < 64) {
        for (const byte of this.#take(length)) text += toText(byte);
        text += '.';
        continue;
      }
      if (length < 192)
        throw new Error(`there is no label that begins with ${show([length])}, at offset ${at}`);
      const target = ((length & 63) << 8) | this.#take(1)[0]!;
      if (target >= start || target < 12)
        throw new Error(`a pointer at offset ${at} leads to ${target}, which is not back`);
      after ??= this.#at;
      start = this.#at = target;
    }
    this.#at = after ?? this.#at;
    return text || '.';
  }
}

function toText(byte: number): string {
  if (byte === 0x2e || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
}
