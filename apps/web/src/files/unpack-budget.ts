import { UploadError } from './upload-error.js';

/** How much an archive may be, and what to do about one that is more. */
export interface ArchiveLimits {
  /** What is larger is not read at all. */
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly entries: number;
  readonly advice: string;
}

/** SECURITY: P13: counts what comes out of an archive, whatever the archive says of itself. */
export class UnpackBudget {
  private entries = 0;
  private bytes = 0;

  constructor(
    private readonly archive: string,
    private readonly limits: ArchiveLimits,
  ) {}

  /** @throws UploadError */
  addEntry(): void {
    this.entries += 1;
    if (this.entries > this.limits.entries) this.refuse(`has more than ${this.limits.entries} entries`);
  }

  /** @throws UploadError */
  addBytes(count: number): void {
    this.bytes += count;
    if (this.bytes > this.limits.unpackedBytes)
      this.refuse(`unpacks to more than ${this.limits.unpackedBytes / 1024 / 1024} MiB`);
  }

  private refuse(what: string): never {
    throw new UploadError(`${this.archive} ${what}: ${this.limits.advice}.`);
  }
}
