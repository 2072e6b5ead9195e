const LF = 0x0a;
const MAX_SHOWN = 80;

/** What is wrong with a stream, in words for whoever exported it; `line` counts from 1. */
export class StreamMistake extends Error {
  override readonly name = 'StreamMistake';

  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/** Reads what `git fast-export` writes: lines, and between them data of so many bytes. */
export class StreamReader {
  #at = 0;
  #line = 0;

  constructor(private readonly bytes: Buffer) {}

  /** The next line without its end; null behind the last one. */
  takeLine(): string | null {
    if (this.#at >= this.bytes.length) return null;
    const end = this.#findEnd();
    const line = this.bytes.toString('utf8', this.#at, end);
    this.#at = end + 1;
    this.#line += 1;
    return line;
  }

  /** What stands behind `prefix` on the next line; null when that line begins with something else, and is not read. */
  takeAfter(prefix: string): string | null {
    const start = this.bytes.toString('latin1', this.#at, this.#at + prefix.length);
    return start === prefix ? (this.takeLine()?.slice(prefix.length) ?? null) : null;
  }

  /** @throws StreamMistake when the next line has no `data` of so many bytes, or fewer follow */
  takeData(): Buffer {
    const length = this.takeAfter('data ');
    if (length === null) throw this.expected('"data" and a number of bytes');
    if (!/^\d{1,9}$/.test(length))
      throw this.mistake(`${JSON.stringify(length.slice(0, MAX_SHOWN))} is no number of bytes`);
    const end = this.#at + Number(length);
    if (end > this.bytes.length) throw this.mistake(`${length} bytes are announced and fewer follow`);
    const data = this.bytes.subarray(this.#at, end);
    this.#at = end;
    for (const byte of data) if (byte === LF) this.#line += 1;
    if (this.bytes[this.#at] === LF) this.takeLine();
    return data;
  }

  /** A mistake in the line that was read last. */
  mistake(message: string): StreamMistake {
    return new StreamMistake(Math.max(1, this.#line), message);
  }

  /** The next line is not what has to stand there. */
  expected(what: string): StreamMistake {
    const line = this.bytes.toString('utf8', this.#at, this.#findEnd()).slice(0, MAX_SHOWN);
    return new StreamMistake(this.#line + 1, `expected ${what}, got ${JSON.stringify(line)}`);
  }

  #findEnd(): number {
    const end = this.bytes.indexOf(LF, this.#at);
    return end < 0 ? this.bytes.length : end;
  }
}
