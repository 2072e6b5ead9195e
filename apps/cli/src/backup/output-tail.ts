const KEPT_BYTES = 4096;

/** The end of what a program said on stderr. */
export class OutputTail {
  private kept = Buffer.alloc(0);

  push(bytes: Buffer): void {
    this.kept = Buffer.concat([this.kept, bytes]).subarray(-KEPT_BYTES);
  }

  get text(): string {
    return this.kept.toString().trim();
  }
}
