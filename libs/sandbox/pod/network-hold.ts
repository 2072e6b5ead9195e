import { closeSync, openSync } from 'node:fs';

/**
 * Holds a network name space open. SECURITY: F05: by the number of a process alone one could join the network of whoever has that number
 * by now, the host's among them.
 */
export class NetworkHold {
  private fd: number | null;

  private constructor(fd: number) {
    this.fd = fd;
  }

  /** @param pid of a process that is known to run @returns null when it cannot be opened */
  static of(pid: number): NetworkHold | null {
    try {
      return new NetworkHold(openSync(`/proc/${pid}/ns/net`, 'r'));
    } catch {
      return null;
    }
  }

  /** For other processes of this host to open; null once it was let go. */
  get path(): string | null {
    return this.fd === null ? null : `/proc/${process.pid}/fd/${this.fd}`;
  }

  release(): void {
    if (this.fd !== null) closeSync(this.fd);
    this.fd = null;
  }
}
