import type { StreamName } from './demultiplex.js';
import { makePrintable } from './make-printable.js';

export const LOG_TAIL_BYTES = 64 * 1024;
const LINE_END = Buffer.from('\n');

export interface LogExcerpt {
  readonly text: string;
  /** More was written: the beginning is missing. */
  readonly cut: boolean;
}

/** How many of the last arrivals are known by their time. */
const KNOWN_ARRIVALS = 512;
const LAST_SECOND_US = 1_000_000;

/** The kernel's clock that nobody sets: the same one in every container of a host. */
const monotonicUs = (): number => Number(process.hrtime.bigint() / 1000n);

/** Keeps the last bytes of a program's output and no more. */
export class LogTail {
  private chunks: Buffer[] = [];
  private bytes = 0;
  /** When what was written from a place on arrived; the oldest first. */
  private arrivals: { readonly atUs: number; readonly place: number }[] = [];
  /** How much was written in all: a place in the stream to read on from later. */
  written = 0;
  /** Whose line has no end yet. */
  private unended: StreamName | null = null;

  /** @param nowUs a clock that goes on, in microseconds */
  constructor(
    private readonly maxBytes: number = LOG_TAIL_BYTES,
    private readonly nowUs: () => number = monotonicUs,
  ) {}

  /**
   * Takes what one stream wrote. The engine reads both at their own pace, so one comes in the middle of the other's
   * line now and then: that line is broken there, and no line is of both.
   */
  push(chunk: Buffer, stream: StreamName): void {
    if (chunk.length === 0) return;
    this.arrivals.push({ atUs: this.nowUs(), place: this.written });
    if (this.arrivals.length > 2 * KNOWN_ARRIVALS) this.arrivals = this.arrivals.slice(-KNOWN_ARRIVALS);
    if (this.unended !== null && this.unended !== stream) this.keep(LINE_END);
    this.unended = chunk.at(-1) === LINE_END[0] ? null : stream;
    this.keep(chunk);
  }

  /**
   * Where that began which arrived at a moment of the last second, or later. A moment that is none is of another clock: then what is
   * still to come begins there.
   */
  placeAt(momentUs: number): number {
    const agoUs = this.nowUs() - momentUs;
    if (!(agoUs >= 0 && agoUs <= LAST_SECOND_US)) return this.written;
    return this.arrivals.find(({ atUs }) => atUs >= momentUs)?.place ?? this.written;
  }

  /** The tail as text that is safe to store and to print. */
  read(maxBytes: number = this.maxBytes): string {
    this.compact();
    return makePrintable((this.chunks[0] ?? Buffer.alloc(0)).subarray(-maxBytes));
  }

  /** The end of what was written from a place on: at most `maxBytes`, and so many characters. */
  readFrom(place: number, maxBytes: number): LogExcerpt {
    const bytes = this.written - place;
    const text = bytes === 0 ? '' : this.read(Math.min(bytes, maxBytes));
    // An escaped character is longer than its bytes; half of one that is a pair could not be stored.
    const end = text.slice(-maxBytes).replace(/^[\udc00-\udfff]/, '');
    return { text: end, cut: bytes > maxBytes || text.length > maxBytes };
  }

  private keep(chunk: Buffer): void {
    // A copy: a slice would keep the whole network buffer alive.
    this.chunks.push(Buffer.from(chunk.subarray(-this.maxBytes)));
    this.bytes += Math.min(chunk.length, this.maxBytes);
    this.written += chunk.length;
    if (this.bytes > 2 * this.maxBytes || this.chunks.length > 1024) this.compact();
  }

  private compact(): void {
    const tail = Buffer.from(Buffer.concat(this.chunks).subarray(-this.maxBytes));
    this.chunks = [tail];
    this.bytes = tail.length;
  }
}
