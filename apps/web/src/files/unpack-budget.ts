import { UploadError } from './upload-error.js';

const MAX_ENTRIES = 2_000;
/** A program’s own source with what tools left beside it. */
const MAX_BYTES = 24 * 1024 * 1024;

/** SECURITY: P13: counts what comes out of an archive, whatever the archive says of itself. */
export class UnpackBudget {
  private entries = 0;
  private bytes = 0;

  constructor(private readonly archive: string) {}

  /** @throws UploadError */
  addEntry(): void {
    this.entries += 1;
    if (this.entries > MAX_ENTRIES)
      throw new UploadError(
        `${this.archive} has more than ${MAX_ENTRIES} entries: pack only your program’s own source.`,
      );
  }

  /** @throws UploadError */
  addBytes(count: number): void {
    this.bytes += count;
    if (this.bytes > MAX_BYTES)
      throw new UploadError(
        `${this.archive} unpacks to more than ${MAX_BYTES / 1024 / 1024} MiB: pack only your program’s own source.`,
      );
  }
}
