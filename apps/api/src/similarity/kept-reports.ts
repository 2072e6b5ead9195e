/** Reports of this process that are kept. */
const MOST = 50;

/** Makes one report at a time, each once, however many ask for it, and keeps the latest. */
export class KeptReports<T> {
  private readonly kept = new Map<string, Promise<T>>();
  private last: Promise<unknown> = Promise.resolve();

  /** @param key everything that the report is made from */
  get(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const report = this.last.then(make);
    this.last = report.catch(() => undefined);
    this.kept.set(key, report);
    // One that failed is made again for whoever asks next.
    report.catch(() => this.kept.delete(key));
    const oldest = this.kept.keys().next().value;
    if (this.kept.size > MOST && oldest !== undefined) this.kept.delete(oldest);
    return report;
  }
}
