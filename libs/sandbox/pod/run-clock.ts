type Mark = 'fed' | 'started' | 'ready' | 'stopped';

/** When the steps of a run happened, on a clock that is never set back. */
export class RunClock {
  private readonly marks = new Map<Mark, number>();

  /** The first time counts. */
  mark(step: Mark): void {
    if (!this.marks.has(step)) this.marks.set(step, performance.now());
  }

  has(step: Mark): boolean {
    return this.marks.has(step);
  }

  /**
   * Whole milliseconds of the phases; one that was not reached took none, one that was cut short ended with the run.
   * `testMs` is what the wall limit bounds: from the running program to the end of the run, its start included.
   */
  spans(): { buildMs: number; startMs: number; testMs: number } {
    return {
      buildMs: this.span('fed', 'started'),
      startMs: this.span('started', 'ready'),
      testMs: this.span('started', 'stopped'),
    };
  }

  /** From the learner's first byte to the end of the run. */
  wallMs(): number {
    return this.span('fed', 'stopped');
  }

  private span(from: Mark, to: Mark): number {
    const begin = this.marks.get(from);
    if (begin === undefined) return 0;
    const end = this.marks.get(to) ?? this.marks.get('stopped') ?? performance.now();
    return Math.round(end - begin);
  }
}
