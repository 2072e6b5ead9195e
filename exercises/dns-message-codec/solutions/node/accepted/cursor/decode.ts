import { A, AAAA, CNAME, INTERNET, MX, NS, SOA, TXT } from './messages.ts';
import type { Message, Question, ResourceRecord } from './messages.ts';
import { measure, Refusal, toText } from './names.ts';

const HEADER_BYTES = 12;

export function decode(bytes: Uint8Array): Message {
  const cursor = new Cursor(Buffer.from(bytes));
  const id = cursor.u16();
  const flags = cursor.u16();
  const counts = [cursor.u16(), cursor.u16(), cursor.u16(), cursor.u16()] as const;
  const message = {
    id,
    response: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 15,
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    recursionDesired: (flags & 0x0100) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    z: (flags >> 4) & 7,
    rcode: flags & 15,
    questions: repeat(counts[0], () => readQuestion(cursor)),
    answers: repeat(counts[1], () => readRecord(cursor)),
    authorities: repeat(counts[2], () => readRecord(cursor)),
    additionals: repeat(counts[3], () => readRecord(cursor)),
  };
  if (cursor.at !== bytes.length) throw new Refusal('trailing-bytes');
  return message;
}

function repeat<T>(count: number, read: () => T): T[] {
  const items: T[] = [];
  while (items.length < count) items.push(read());
  return items;
}

function readQuestion(cursor: Cursor): Question {
  return { name: cursor.name(), type: cursor.u16(), class: cursor.u16() };
}

function readRecord(cursor: Cursor): ResourceRecord {
  const question = readQuestion(cursor);
  const ttl = cursor.u32();
  const length = cursor.u16();
  const end = cursor.at + length;
  if (end > cursor.bytes.length) throw new Refusal('incomplete');
  const data = readData(question, cursor, end);
  if (cursor.at !== end) throw new Refusal('bad-rdata');
  return { ...question, ttl, data };
}

function readData({ type, class: space }: Question, cursor: Cursor, end: number): ResourceRecord['data'] {
  const length = end - cursor.at;
  if (type === A && space === INTERNET) {
    if (length !== 4) throw new Refusal('bad-rdata');
    return cursor.take(4).join('.');
  }
  if (type === AAAA && space === INTERNET) {
    if (length !== 16) throw new Refusal('bad-rdata');
    return repeat(8, () => cursor.u16().toString(16)).join(':');
  }
  if (type === NS || type === CNAME) return within(end, cursor, () => cursor.name());
  if (type === MX) return within(end, cursor, () => ({ preference: cursor.u16(), exchange: cursor.name() }));
  if (type === SOA) {
    return within(end, cursor, () => ({
      mname: cursor.name(),
      rname: cursor.name(),
      serial: cursor.u32(),
      refresh: cursor.u32(),
      retry: cursor.u32(),
      expire: cursor.u32(),
      minimum: cursor.u32(),
    }));
  }
  if (type === TXT) return readStrings(cursor, end);
  return new Uint8Array(cursor.take(length));
}

/** What begins within the data has to end there, even when the message goes on. */
function within<T>(end: number, cursor: Cursor, read: () => T): T {
  const outer = cursor.end;
  cursor.end = end;
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal && error.message === 'incomplete') throw new Refusal('bad-rdata');
    throw error;
  } finally {
    cursor.end = outer;
  }
}

function readStrings(cursor: Cursor, end: number): Uint8Array[] {
  const strings: Uint8Array[] = [];
  do {
    strings.push(within(end, cursor, () => new Uint8Array(cursor.take(cursor.u8()))));
  } while (cursor.at < end);
  return strings;
}

/** A place in the message that only moves forward, up to `end`. Following a pointer does not move it. */
class Cursor {
  readonly bytes: Buffer;
  at = 0;
  end: number;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  take(count: number): Buffer {
    if (this.at + count > this.end) throw new Refusal('incomplete');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  u8 = () => this.take(1).readUInt8();
  u16 = () => this.take(2).readUInt16BE();
  u32 = () => this.take(4).readUInt32BE();

  name(): string {
    const labels: Buffer[] = [];
    let place: Cursor = this;
    let runStart = this.at;
    for (;;) {
      const length = place.u8();
      if (length === 0) return toText(labels);
      if (length < 64) {
        labels.push(place.take(length));
        if (measure(labels) > 255) throw new Refusal('name-too-long');
        continue;
      }
      if (length < 192) throw new Refusal('bad-label');
      const target = ((length & 63) << 8) | place.u8();
      // Each run begins before the one that led to it, so there is an end to them (RFC 1035 §4.1.4: a *prior* occurrence).
      if (target < HEADER_BYTES || target >= runStart) throw new Refusal('bad-pointer');
      runStart = target;
      place = new Cursor(this.bytes);
      place.at = target;
    }
  }
}
