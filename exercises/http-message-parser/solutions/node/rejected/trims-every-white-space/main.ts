import { decideFraming, parseHeaderLine, parseRequestLine, readChunkSize, Refusal, type Field, type RequestHead } from './grammar.ts';

interface Request extends RequestHead {
  headers: Field[];
  body: Uint8Array;
  trailers: Field[];
}
interface Options {
  maxHeaderBytes?: number;
  maxBodyBytes?: number;
}

const CR = 13;
const LF = 10;

export function createParser(options?: Options): Parser {
  return new Parser(options ?? {});
}

class Parser {
  readonly #maxHeaderBytes: number;
  readonly #maxBodyBytes: number;
  #pending = Buffer.alloc(0);
  #complete: Request[] = [];
  #error: string | null = null;

  /** What to do with the next line, or with the next `#wanted` bytes. */
  #onLine: ((line: string) => void) | null;
  #onBytes: ((bytes: Buffer) => void) | null = null;
  #wanted = 0;

  /** Bytes of the lines of this section that were read before. */
  #sectionBytes = 0;
  #request: Request | null = null;
  #chunks: Buffer[] = [];
  #bodyBytes = 0;

  constructor({ maxHeaderBytes = 8192, maxBodyBytes = 1024 * 1024 }: Options) {
    this.#maxHeaderBytes = maxHeaderBytes;
    this.#maxBodyBytes = maxBodyBytes;
    this.#onLine = this.#readRequestLine;
  }

  feed(bytes: Uint8Array): { requests: Request[]; error: string | null } {
    if (this.#error === null) {
      this.#pending = Buffer.concat([this.#pending, bytes]);
      try {
        while (this.#onLine ? this.#takeLine() : this.#takeBytes());
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        this.#error = error.code;
        this.#pending = Buffer.alloc(0);
      }
    }
    const requests = this.#complete;
    this.#complete = [];
    return { requests, error: this.#error };
  }

  end(): string | null {
    if (this.#error !== null) return this.#error;
    const between = this.#onLine === this.#readRequestLine && this.#pending.length === 0;
    return between ? null : 'incomplete-message';
  }

  #takeLine(): boolean {
    const end = this.#pending.indexOf(LF);
    const carriageReturn = this.#pending.indexOf(CR);
    if (carriageReturn >= 0 && carriageReturn + 1 < this.#pending.length && this.#pending[carriageReturn + 1] !== LF) {
      this.#checkSection(carriageReturn + 1);
      throw new Refusal('bad-line-ending');
    }
    const length = end < 0 ? this.#pending.length : end + 1;
    const skipped = this.#onLine === this.#readRequestLine && this.#pending[0] === CR && length <= 2;
    if (!skipped) this.#checkSection(length);
    if (end < 0) return false;
    if (end === 0 || carriageReturn !== end - 1) throw new Refusal('bad-line-ending');
    const line = this.#pending.toString('latin1', 0, carriageReturn);
    this.#pending = this.#pending.subarray(length);
    this.#sectionBytes = skipped ? 0 : this.#sectionBytes + length;
    this.#onLine!(line);
    return true;
  }

  #checkSection(length: number): void {
    if (this.#sectionBytes + length > this.#maxHeaderBytes) throw new Refusal('headers-too-large');
  }

  #takeBytes(): boolean {
    if (this.#pending.length < this.#wanted) return false;
    const bytes = this.#pending.subarray(0, this.#wanted);
    this.#pending = this.#pending.subarray(this.#wanted);
    this.#onBytes!(bytes);
    return true;
  }

  #expectLine(handler: (line: string) => void): void {
    this.#onLine = handler;
  }

  #expectBytes(count: number, handler: (bytes: Buffer) => void): void {
    this.#onLine = null;
    this.#onBytes = handler;
    this.#wanted = count;
  }

  #readRequestLine = (line: string): void => {
    if (line === '') return;
    this.#request = { ...parseRequestLine(line), headers: [], body: new Uint8Array(0), trailers: [] };
    this.#chunks = [];
    this.#bodyBytes = 0;
    this.#expectLine(this.#readHeader);
  };

  #readHeader = (line: string): void => {
    const request = this.#request!;
    if (line !== '') return void request.headers.push(parseHeaderLine(line));
    this.#sectionBytes = 0;
    const length = decideFraming(request.version, request.headers);
    if (length === 'chunked') return this.#expectLine(this.#readChunkSize);
    this.#reserve(length);
    this.#expectBytes(Number(length), (bytes) => this.#finish([bytes]));
  };

  #readChunkSize = (line: string): void => {
    this.#sectionBytes = 0;
    const size = readChunkSize(line);
    if (size === 0n) return this.#expectLine(this.#readTrailer);
    this.#reserve(size);
    this.#expectBytes(Number(size), (bytes) => {
      this.#chunks.push(bytes);
      this.#expectBytes(1, this.#expectCarriageReturn);
    });
  };

  #expectCarriageReturn = (bytes: Buffer): void => {
    if (bytes[0] !== CR) throw new Refusal('bad-chunk');
    this.#expectBytes(1, (next) => {
      if (next[0] !== LF) throw new Refusal('bad-chunk');
      this.#expectLine(this.#readChunkSize);
    });
  };

  #readTrailer = (line: string): void => {
    if (line !== '') return void this.#request!.trailers.push(parseHeaderLine(line));
    this.#finish(this.#chunks);
  };

  #reserve(size: bigint): void {
    if (BigInt(this.#bodyBytes) + size > BigInt(this.#maxBodyBytes)) throw new Refusal('body-too-large');
    this.#bodyBytes += Number(size);
  }

  #finish(parts: Buffer[]): void {
    this.#request!.body = new Uint8Array(Buffer.concat(parts));
    this.#complete.push(this.#request!);
    this.#request = null;
    this.#sectionBytes = 0;
    this.#expectLine(this.#readRequestLine);
  }
}
