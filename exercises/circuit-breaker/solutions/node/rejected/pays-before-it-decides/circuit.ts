export interface CircuitOptions {
  windowMs: number;
  minOutcomes: number;
  failurePercent: number;
  openMs: number;
  probes: number;
}

export type Verdict = 'success' | 'failure' | 'given-up';

/** Shown when an attempt ends: it counts only in the period of the circuit in which it was sent. */
export type Pass = number;

export class Circuit {
  readonly #options: CircuitOptions;
  #period: Pass = 0;
  #halfOpenFromMs: number | null = null; // null: closed
  #outcomes: { atMs: number; failed: boolean }[] = [];
  #probesUnderWay = 0;
  #probesPassed = 0;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  state(nowMs: number): 'closed' | 'open' | 'half-open' {
    if (this.#halfOpenFromMs === null) return 'closed';
    return nowMs < this.#halfOpenFromMs ? 'open' : 'half-open';
  }

  /** A pass for one attempt, or null when it must not be sent. */
  enter(nowMs: number): Pass | null {
    const state = this.state(nowMs);
    if (state === 'open') return null;
    if (state === 'half-open') {
      if (this.#probesUnderWay >= this.#options.probes) return null;
      this.#probesUnderWay += 1;
    }
    return this.#period;
  }

  leave(pass: Pass, verdict: Verdict, nowMs: number): void {
    if (pass !== this.#period) return;
    if (this.#halfOpenFromMs === null) this.#count(verdict, nowMs);
    else this.#endProbe(verdict, nowMs);
  }

  #count(verdict: Verdict, nowMs: number): void {
    if (verdict === 'given-up') return;
    this.#outcomes.push({ atMs: nowMs, failed: verdict === 'failure' });
    const { windowMs, minOutcomes, failurePercent } = this.#options;
    while (this.#outcomes[0]!.atMs + windowMs <= nowMs) this.#outcomes.shift();
    if (verdict !== 'failure' || this.#outcomes.length < minOutcomes) return;
    const failures = this.#outcomes.filter(({ failed }) => failed).length;
    // Multiplied, not divided: whole numbers know no rounding.
    if (failures * 100 >= failurePercent * this.#outcomes.length) this.#open(nowMs);
  }

  #endProbe(verdict: Verdict, nowMs: number): void {
    this.#probesUnderWay -= 1;
    if (verdict === 'failure') this.#open(nowMs);
    if (verdict === 'success') {
      this.#probesPassed += 1;
      if (this.#probesPassed === this.#options.probes) this.#startPeriod(null);
    }
  }

  #open(nowMs: number): void {
    this.#startPeriod(nowMs + this.#options.openMs);
  }

  #startPeriod(halfOpenFromMs: number | null): void {
    this.#period += 1;
    this.#halfOpenFromMs = halfOpenFromMs;
    this.#outcomes = [];
    this.#probesUnderWay = 0;
    this.#probesPassed = 0;
  }
}
