const KEPT_BYTES = 16 * 1024;

/** The end of a stream of any length. */
export class Tail {
  #bytes = 0;
  #tail: Buffer = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#tail.length === KEPT_BYTES) return;
    this.#tail = Buffer.concat([this.#tail, chunk]).subarray(0, KEPT_BYTES);
  }

  describe(): { bytes: number; tail: string } {
    return { bytes: this.#bytes, tail: this.#tail.toString() };
  }
}
