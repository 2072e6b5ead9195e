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

  forget(): void {
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
