import { A, AAAA, CNAME, INTERNET, MX, NS, SOA, TXT } from './messages.ts';
import type { Message, Mx, Question, ResourceRecord, Soa } from './messages.ts';
import { Refusal, toLabels } from './names.ts';

const HEADER_BYTES = 12;
/** What 14 bits can say. */
const LAST_TARGET = 0x3fff;

export function encode(message: Message, maxBytes = 512): Uint8Array {
  const writer = new Writer();
  writer.skip(HEADER_BYTES);
  for (const question of message.questions) writeQuestion(writer, question);
  if (writer.length > maxBytes) throw new Refusal('message-too-large');

  const sections = [message.answers, message.authorities, message.additionals];
  const written = [0, 0, 0];
  const fits = sections.every((records, section) =>
    records.every((record) => {
      const before = writer.length;
      writeRecord(writer, record);
      if (writer.length > maxBytes) {
        writer.length = before;
        return false;
      }
      written[section] = written[section]! + 1;
      return true;
    }),
  );
  const isMissed = !fits && (written[0]! < message.answers.length || written[1]! < message.authorities.length);
  writeHeader(writer, message, message.truncated || isMissed, [message.questions.length, ...written]);
  return writer.toBytes();
}

function writeHeader(writer: Writer, message: Message, truncated: boolean, counts: number[]): void {
  const { length } = writer;
  writer.length = 0;
  writer.number(message.id, 16);
  writer.number(
    (bit(message.response) << 15) |
      (check(message.opcode, 4) << 11) |
      (bit(message.authoritative) << 10) |
      (bit(truncated) << 9) |
      (bit(message.recursionDesired) << 8) |
      (bit(message.recursionAvailable) << 7) |
      (check(message.z, 3) << 4) |
      check(message.rcode, 4),
    16,
  );
  for (const count of counts) writer.number(count, 16);
  writer.length = length;
}

const bit = (value: boolean) => (value ? 1 : 0);

function check(value: unknown, bits: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= 2 ** bits) throw new Refusal('bad-value');
  return value;
}

function writeQuestion(writer: Writer, question: Question): void {
  writer.name(question.name);
  writer.number(question.type, 16);
  writer.number(question.class, 16);
}

function writeRecord(writer: Writer, record: ResourceRecord): void {
  writeQuestion(writer, record);
  writer.number(record.ttl, 32);
  const lengthAt = writer.length;
  writer.skip(2);
  writeData(writer, record);
  const end = writer.length;
  writer.length = lengthAt;
  writer.number(end - lengthAt - 2, 16);
  writer.length = end;
}

function writeData(writer: Writer, { type, class: space, data }: ResourceRecord): void {
  if (type === A && space === INTERNET) return writer.bytes(toIpv4(data));
  if (type === AAAA && space === INTERNET) return writer.bytes(toIpv6(data));
  if (type === NS || type === CNAME) return writer.name(data);
  if (type === TXT) return writeStrings(writer, data as Uint8Array[]);
  if (type === MX) {
    writer.number((data as Mx).preference, 16);
    return writer.name((data as Mx).exchange);
  }
  if (type === SOA) {
    const soa = data as Soa;
    writer.name(soa.mname);
    writer.name(soa.rname);
    for (const value of [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum]) writer.number(value, 32);
    return;
  }
  writer.bytes(data as Uint8Array);
}

function writeStrings(writer: Writer, strings: readonly Uint8Array[]): void {
  if (strings.length === 0 || strings.some((text) => text.length > 255)) throw new Refusal('bad-value');
  for (const text of strings) {
    writer.number(text.length, 8);
    writer.bytes(text);
  }
}

function toIpv4(text: unknown): Uint8Array {
  const parts = String(text).split('.');
  const isAddress = parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255);
  if (!isAddress) throw new Refusal('bad-value');
  return Uint8Array.from(parts, Number);
}

function toIpv6(text: unknown): Uint8Array {
  const groups = String(text).split(':');
  if (groups.length !== 8 || !groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) throw new Refusal('bad-value');
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

class Writer {
  #bytes = Buffer.alloc(1024);
  #targets = new Map<string, number>();
  length = 0;

  skip(count: number): void {
    this.#reserve(count);
    this.length += count;
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  number(value: unknown, bits: 8 | 16 | 32): void {
    const number = check(value, bits);
    this.#reserve(4);
    this.#bytes.writeUIntBE(number, this.length, bits / 8);
    this.length += bits / 8;
  }

  name(text: unknown): void {
    const labels = toLabels(text);
    for (let from = 0; from < labels.length; from += 1) {
      const rest = toKey(labels.slice(from));
      const target = this.#targets.get(rest);
      if (target !== undefined) return this.number(0xc000 | target, 16);
      if (this.length <= LAST_TARGET) this.#targets.set(rest, this.length);
      const label = labels[from]!;
      this.number(label.length, 8);
      this.bytes(label);
    }
    this.number(0, 8);
  }

  toBytes(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.length));
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const grown = Buffer.alloc((this.length + count) * 2);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** The same text for names that differ in the case of A to Z only; lengths keep `a.b` apart from `a` and `b`. */
function toKey(labels: readonly Buffer[]): string {
  return labels
    .map((label) => `${label.length}:${label.toString('latin1').replace(/[A-Z]/g, (letter) => letter.toLowerCase())}`)
    .join('');
}
