import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

const KEPT_BYTES = 16 * 1024;

/** The end of a stream of any length. */
export class Tail {
  #bytes = 0;
  #tail: Buffer = Buffer.alloc(0);

  async read(stream: Readable): Promise<void> {
    const all = await buffer(stream);
    this.#bytes = all.length;
    this.#tail = all.subarray(-KEPT_BYTES);
  }

  describe(): { bytes: number; tail: string } {
    return { bytes: this.#bytes, tail: this.#tail.toString() };
  }
}
