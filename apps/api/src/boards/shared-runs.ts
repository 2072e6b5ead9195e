interface Runs<T> {
  readonly running: Promise<T>;
  /** Begins when the running one has ended; for whoever asked after that one began. */
  waiting: Promise<T> | null;
}

/**
 * Lets many who ask for the same thing share the work. Each gets the result of a run that began after they asked, so
 * nobody gets what was read too early; of any number at once, at most two runs come.
 */
export class SharedRuns<T> {
  private readonly runs = new Map<string, Runs<T>>();

  run(key: string, work: () => Promise<T>): Promise<T> {
    const current = this.runs.get(key);
    if (current === undefined) return this.begin(key, work);
    current.waiting ??= current.running.then(
      () => this.begin(key, work),
      () => this.begin(key, work),
    );
    return current.waiting;
  }

  private begin(key: string, work: () => Promise<T>): Promise<T> {
    const runs: Runs<T> = { running: work(), waiting: null };
    this.runs.set(key, runs);
    const forget = () => {
      if (this.runs.get(key) === runs && runs.waiting === null) this.runs.delete(key);
    };
    runs.running.then(forget, forget);
    return runs.running;
  }
}
