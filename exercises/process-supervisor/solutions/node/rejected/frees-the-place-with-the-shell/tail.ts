const KEPT_BYTES = 16 * 1024;

/** The end of a stream of any length. */
export class Tail {
  #bytes = 0;
  #tail: Buffer = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const joined = chunk.length < KEPT_BYTES ? Buffer.concat([this.#tail, chunk]) : chunk;
    // A copy: a part of the chunk would keep the whole of it in memory.
    this.#tail = Buffer.from(joined.subarray(-KEPT_BYTES));
  }

  describe(): { bytes: number; tail: string } {
    return { bytes: this.#bytes, tail: this.#tail.toString() };
  }
}
