import { makePrintable } from './make-printable.js';

export const LOG_TAIL_BYTES = 64 * 1024;

/** Keeps the last bytes of a stream and no more. */
export class LogTail {
  private chunks: Buffer[] = [];
  private bytes = 0;

  constructor(private readonly maxBytes: number = LOG_TAIL_BYTES) {}

  push(chunk: Buffer): void {
    // A copy: a slice would keep the whole network buffer alive.
    this.chunks.push(Buffer.from(chunk.subarray(-this.maxBytes)));
    this.bytes += Math.min(chunk.length, this.maxBytes);
    if (this.bytes > 2 * this.maxBytes || this.chunks.length > 1024) this.compact();
  }

  /** The tail as text that is safe to store and to print. */
  read(maxBytes: number = this.maxBytes): string {
    this.compact();
    return makePrintable((this.chunks[0] ?? Buffer.alloc(0)).subarray(-maxBytes));
  }

  private compact(): void {
    const tail = Buffer.from(Buffer.concat(this.chunks).subarray(-this.maxBytes));
    this.chunks = [tail];
    this.bytes = tail.length;
  }
}
