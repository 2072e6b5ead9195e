/** DNS messages (RFC 1035 §4.1), as far as a stub resolver needs them. Yours to use and to change. */

export const TYPES = { A: 1, CNAME: 5, MX: 15, TXT: 16, AAAA: 28 } as const;
export type TypeName = keyof typeof TYPES;
export const SOA = 6;
const INTERNET = 1;

/** RFC 1035 §4.1.1 */
export const RCODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

export interface Question {
  /** Labels joined by dots, without a dot at the end, letters as they came. */
  name: string;
  type: number;
  class: number;
}

export interface DnsRecord extends Question {
  ttl: number;
  /**
   * A and AAAA: the address · CNAME: the name · MX: `{ preference, exchange }` · TXT: its strings joined into one text · SOA:
   * `{ minimum }` · any other: null
   */
  data: unknown;
}

export interface Message {
  id: number;
  isResponse: boolean;
  isTruncated: boolean;
  rcode: number;
  questions: Question[];
  answers: DnsRecord[];
  authorities: DnsRecord[];
}

/** A query with one question of class IN that asks for recursion. */
export function encodeQuery(id: number, name: string, type: number): Buffer {
  const labels = name.split('.').map((label) => Buffer.from(label, 'latin1'));
  const header = Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  const parts = labels.flatMap((label) => [Buffer.of(label.length), label]);
  return Buffer.concat([header, ...parts, Buffer.of(0, type >> 8, type & 255, 0, INTERNET)]);
}

/** Throws an Error when the bytes are no message. */
export function decode(bytes: Uint8Array): Message {
  const reader = new Reader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
  const id = reader.number(2);
  const flags = reader.number(2);
  const [questions, answers, authorities] = [reader.number(2), reader.number(2), reader.number(2)];
  reader.number(2); // additional records: none of a stub resolver's business
  return {
    id,
    isResponse: (flags & 0x8000) !== 0,
    isTruncated: (flags & 0x0200) !== 0,
    rcode: flags & 15,
    questions: Array.from({ length: questions }, () => reader.question()),
    answers: Array.from({ length: answers }, () => reader.record()),
    authorities: Array.from({ length: authorities }, () => reader.record()),
  };
}

class Reader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;

  constructor(bytes: Buffer, at: number, end: number) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  take(count: number): Buffer {
    if (this.#at + count > this.#end) throw new Error('the message is incomplete');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  number(size: number): number {
    return this.take(size).readUIntBE(0, size);
  }

  question(): Question {
    return { name: this.name(), type: this.number(2), class: this.number(2) };
  }

  record(): DnsRecord {
    const question = this.question();
    const ttl = this.number(4);
    const length = this.number(2);
    const data = new Reader(this.#bytes, this.#at, this.#at + length);
    this.take(length);
    return { ...question, ttl, data: question.class === INTERNET ? data.data(question.type) : null };
  }

  data(type: number): unknown {
    if (type === TYPES.A) return [...this.take(4)].join('.');
    if (type === TYPES.AAAA) return Array.from({ length: 8 }, () => this.number(2).toString(16)).join(':');
    if (type === TYPES.CNAME) return this.name();
    if (type === TYPES.MX) return { preference: this.number(2), exchange: this.name() };
    if (type === SOA) {
      this.name();
      this.name();
      this.take(16);
      return { minimum: this.number(4) };
    }
    if (type !== TYPES.TXT) return null;
    const strings: Buffer[] = [];
    while (this.#at < this.#end) strings.push(this.take(this.number(1)));
    return Buffer.concat(strings).toString();
  }

  /** Each pointer has to lead further back than the one before: that comes to an end. */
  name(): string {
    const labels: string[] = [];
    let reader: Reader = this;
    let start = this.#at;
    for (let length = reader.number(1); length !== 0; length = reader.number(1)) {
      if (length >= 0xc0) {
        const target = ((length & 0x3f) << 8) | reader.number(1);
        if (target >= start) throw new Error('a pointer does not lead back');
        start = target;
        reader = new Reader(this.#bytes, target, this.#bytes.length);
      } else if (length >= 0x40) throw new Error('a label of an unknown kind');
      else labels.push(toText(reader.take(length)));
    }
    return labels.join('.');
  }
}

/** A dot in a label is not the end of it, so it must not look like one. */
const toText = (label: Buffer): string =>
  label.toString('latin1').replace(/[^!-~]|[.\\]/g, (character) => {
    return `\\${String(character.charCodeAt(0)).padStart(3, '0')}`;
  });
