import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;

/** All processes of a job: the first one, its children, and theirs. */
export class Group {
  readonly #id: number;
  #killer: NodeJS.Timeout | null = null;

  constructor(leader: number) {
    this.#id = leader;
  }

  /** The first call counts. */
  stop(graceMs: number): void {
    if (this.#killer) return;
    this.#signal('SIGTERM');
    this.#killer = setTimeout(() => this.#signal('SIGKILL'), graceMs);
  }

  async untilGone(): Promise<void> {
    while (this.#signal(0)) await sleep(LOOK_EVERY_MS);
    // The number may belong to somebody else from now on.
    if (this.#killer) clearTimeout(this.#killer);
  }

  /** @returns whether there was anybody to get it */
  #signal(signal: NodeJS.Signals | 0): boolean {
    try {
      return process.kill(-this.#id, signal);
    } catch {
      return false;
    }
  }
}
