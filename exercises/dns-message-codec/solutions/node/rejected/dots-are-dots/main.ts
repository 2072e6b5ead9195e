// One table says for each type how its data are read and written; names that were written grow a tree from the root.

interface Format {
  /** Some types mean something in one class only. */
  class?: number;
  read(input: Input): unknown;
  write(output: Output, data: any): void;
}

const name: Format = { read: (input) => input.name(), write: (output, data) => output.name(data) };
const uint = (bits: 8 | 16 | 32): Format => ({
  read: (input) => input.uint(bits),
  write: (output, data) => output.uint(bits, data),
});

function fields(formats: Record<string, Format>): Format {
  const entries = Object.entries(formats);
  return {
    read: (input) => Object.fromEntries(entries.map(([key, format]) => [key, format.read(input)])),
    write: (output, data) => entries.forEach(([key, format]) => format.write(output, data[key])),
  };
}

/** Numbers of some bits each, between separators. */
function address(count: number, bits: 8 | 16, separator: string, radix: number, pattern: RegExp): Format {
  return {
    class: 1,
    read: (input) => Array.from({ length: count }, () => input.uint(bits).toString(radix)).join(separator),
    write(output, data) {
      const parts = String(data).split(separator);
      if (parts.length !== count || !parts.every((part) => pattern.test(part))) fail('bad-value');
      for (const part of parts) output.uint(bits, parseInt(part, radix));
    },
  };
}

const strings: Format = {
  read(input) {
    const list = [input.bytes(input.uint(8))];
    while (input.left > 0) list.push(input.bytes(input.uint(8)));
    return list;
  },
  write(output, data: Uint8Array[]) {
    if (data.length === 0) fail('bad-value');
    for (const text of data) {
      output.uint(8, text.length);
      output.bytes(text);
    }
  },
};

const opaque: Format = { read: (input) => input.bytes(input.left), write: (output, data) => output.bytes(data) };

const FORMATS = new Map<number, Format>([
  [1, address(4, 8, '.', 10, /^(0|[1-9]\d{0,2})$/)],
  [2, name],
  [5, name],
  [
    6,
    fields({
      mname: name,
      rname: name,
      serial: uint(32),
      refresh: uint(32),
      retry: uint(32),
      expire: uint(32),
      minimum: uint(32),
    }),
  ],
  [15, fields({ preference: uint(16), exchange: name })],
  [16, strings],
  [28, address(8, 16, ':', 16, /^[\da-fA-F]{1,4}$/)],
]);
const QUESTION = fields({ name, type: uint(16), class: uint(16) });
const RECORD_HEAD = fields({ name, type: uint(16), class: uint(16), ttl: uint(32) });

/** RFC 1035 §4.1.1: the second 16 bits of the header, from the highest bit down. */
const FLAGS: readonly [key: string, bits: number][] = [
  ['response', 0],
  ['opcode', 4],
  ['authoritative', 0],
  ['truncated', 0],
  ['recursionDesired', 0],
  ['recursionAvailable', 0],
  ['z', 3],
  ['rcode', 4],
];
const SECTIONS = ['answers', 'authorities', 'additionals'] as const;

type Fields = Record<string, any>;

function fail(code: string): never {
  throw new Error(code);
}

function formatOf(record: Fields): Format {
  const format = FORMATS.get(record.type);
  return format && (format.class ?? record.class) === record.class ? format : opaque;
}

export function decode(bytes: Uint8Array): Fields {
  const input = new Input(bytes, 0, bytes.length, 'incomplete');
  const message: Fields = { id: input.uint(16) };
  readFlags(input.uint(16), message);
  const counts = [input.uint(16), input.uint(16), input.uint(16), input.uint(16)];
  message.questions = [];
  for (let left = counts[0]!; left > 0; left -= 1) message.questions.push(QUESTION.read(input));
  SECTIONS.forEach((section, index) => {
    message[section] = [];
    for (let left = counts[index + 1]!; left > 0; left -= 1) message[section].push(readRecord(input));
  });
  if (input.left > 0) fail('trailing-bytes');
  return message;
}

function readFlags(flags: number, message: Fields): void {
  let shift = 16;
  for (const [key, bits] of FLAGS) {
    shift -= bits || 1;
    const value = (flags >>> shift) & (2 ** (bits || 1) - 1);
    message[key] = bits === 0 ? value === 1 : value;
  }
}

function readRecord(input: Input): Fields {
  const record = RECORD_HEAD.read(input) as Fields;
  const inner = input.part(input.uint(16));
  record.data = formatOf(record).read(inner);
  if (inner.left > 0) fail('bad-rdata');
  return record;
}

class Input {
  readonly #view: DataView;
  readonly #end: number;
  readonly #whenShort: string;
  #at: number;

  constructor(bytes: Uint8Array | DataView, at: number, end: number, whenShort: string) {
    this.#view = bytes instanceof DataView ? bytes : new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#at = at;
    this.#end = end;
    this.#whenShort = whenShort;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  part(length: number): Input {
    const at = this.#skip(length);
    return new Input(this.#view, at, at + length, 'bad-rdata');
  }

  uint(bits: 8 | 16 | 32): number {
    const at = this.#skip(bits / 8);
    if (bits === 8) return this.#view.getUint8(at);
    return bits === 16 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  bytes(length: number): Uint8Array {
    const at = this.#skip(length);
    return new Uint8Array(this.#view.buffer.slice(this.#view.byteOffset + at, this.#view.byteOffset + at + length));
  }

  name(): string {
    let text = '';
    let size = 1;
    // Every run lies before the one that led to it, so this ends.
    for (let run: Input = this, limit = this.#at; ; ) {
      const first = run.uint(8);
      if (first === 0) return text || '.';
      const kind = first >> 6;
      if (kind === 1 || kind === 2) fail('bad-label');
      if (kind === 3) {
        const target = (first & 0b11_1111) * 256 + run.uint(8);
        if (target >= limit || target < 12) fail('bad-pointer');
        limit = target;
        run = new Input(this.#view, target, this.#view.byteLength, 'incomplete');
        continue;
      }
      size += first + 1;
      const label = run.bytes(first);
      if (size > 255) fail('name-too-long');
      text += `${Array.from(label, spell).join('')}.`;
    }
  }

  #skip(length: number): number {
    if (length > this.left) fail(this.#whenShort);
    this.#at += length;
    return this.#at - length;
  }
}

function spell(byte: number): string {
  const character = String.fromCharCode(byte);
  return character;
}

export function encode(message: Fields, maxBytes = 512): Uint8Array {
  const output = new Output();
  output.bytes(new Uint8Array(12));
  for (const question of message.questions) QUESTION.write(output, question);
  if (output.length > maxBytes) fail('message-too-large');

  const counts = [message.questions.length, 0, 0, 0];
  let truncated = message.truncated;
  const records = SECTIONS.flatMap((section, index) => (message[section] as Fields[]).map((record) => ({ record, index })));
  for (const { record, index } of records) {
    const end = output.length;
    writeRecord(output, record);
    if (output.length <= maxBytes) {
      counts[index + 1]! += 1;
      continue;
    }
    output.cut(end);
    truncated ||= SECTIONS[index] !== 'additionals';
    break;
  }

  output.at(0, () => {
    output.uint(16, message.id);
    output.uint(16, writeFlags({ ...message, truncated }));
    for (const count of counts) output.uint(16, count);
  });
  return output.take();
}

function writeFlags(message: Fields): number {
  return FLAGS.reduce((flags, [key, bits]) => {
    const value = bits === 0 ? Number(message[key]) : message[key];
    return flags * 2 ** (bits || 1) + inBits(bits || 1, value);
  }, 0);
}

function writeRecord(output: Output, record: Fields): void {
  RECORD_HEAD.write(output, record);
  const lengthAt = output.length;
  output.uint(16, 0);
  formatOf(record).write(output, record.data);
  const length = output.length - lengthAt - 2;
  output.at(lengthAt, () => output.uint(16, length));
}

function inBits(bits: number, value: unknown): number {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 2 ** bits - 1) fail('bad-value');
  return value as number;
}

interface Branch {
  offset: number | null;
  readonly children: Map<string, Branch>;
}

class Output {
  #bytes: number[] = [];
  #overwriteAt: number | null = null;
  readonly #root: Branch = { offset: null, children: new Map() };

  get length(): number {
    return this.#bytes.length;
  }

  cut(length: number): void {
    this.#bytes.length = length;
  }

  take(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  at(offset: number, write: () => void): void {
    this.#overwriteAt = offset;
    write();
    this.#overwriteAt = null;
  }

  uint(bits: 8 | 16 | 32, value: unknown): void {
    const number = inBits(bits, value);
    for (let shift = bits - 8; shift >= 0; shift -= 8) this.#push(Math.floor(number / 2 ** shift) % 256);
  }

  bytes(bytes: Uint8Array): void {
    for (const byte of bytes) this.#push(byte);
  }

  name(text: unknown): void {
    const labels = toLabels(text);
    const path = this.#walk(labels);
    const known = path.findLastIndex((branch) => branch.offset !== null);
    // path[i] stands for the last i + 1 labels.
    const fresh = labels.length - (known + 1);
    labels.slice(0, fresh).forEach((label, index) => {
      if (this.length < 0x4000) path[labels.length - 1 - index]!.offset = this.length;
      this.uint(8, label.length);
      this.bytes(Uint8Array.from(label));
    });
    if (known < 0) this.uint(8, 0);
    else this.uint(16, 0xc000 + path[known]!.offset!);
  }

  #walk(labels: number[][]): Branch[] {
    let branch = this.#root;
    return labels.toReversed().map((label) => {
      const key = label.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte)).join();
      const next = branch.children.get(key) ?? { offset: null, children: new Map() };
      branch.children.set(key, next);
      branch = next;
      return next;
    });
  }

  #push(byte: number): void {
    if (this.#overwriteAt === null) this.#bytes.push(byte);
    else this.#bytes[this.#overwriteAt++] = byte;
  }
}

function toLabels(text: unknown): number[][] {
  if (text === '.') return [];
  if (typeof text !== 'string' || !/^(?:(?:[!-[\]-~]|\\\d{3}|\\[!-/:-~])+)$/.test(text)) fail('bad-name');
  const labels: number[][] = [[]];
  for (const [character] of text.matchAll(/./g)) {
    if (character === '.') {
      labels.push([]);
      continue;
    }
    const byte = character.length === 4 ? Number(character.slice(1)) : character.charCodeAt(character.length - 1);
    if (byte > 255) fail('bad-name');
    labels.at(-1)!.push(byte);
  }
  if (labels.pop()!.length > 0 || labels.some((label) => label.length === 0)) fail('bad-name');
  if (labels.some((label) => label.length > 63)) fail('label-too-long');
  if (labels.reduce((sum, label) => sum + label.length + 1, 1) > 255) fail('name-too-long');
  return labels;
}
