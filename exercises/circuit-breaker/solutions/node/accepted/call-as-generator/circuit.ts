export interface CircuitOptions {
  windowMs: number;
  minOutcomes: number;
  failurePercent: number;
  openMs: number;
  probes: number;
}

/** One time between two changes of the circuit. An attempt keeps the one in which it was sent, and reports to nobody else. */
export type Phase =
  | { kind: 'closed'; failuresAt: number[]; successesAt: number[] }
  | { kind: 'open'; halfOpenFromMs: number; underWay: number; passed: number };

export function createCircuit(options: CircuitOptions) {
  let phase: Phase = aClosedPhase();

  const open = (nowMs: number) => {
    phase = { kind: 'open', halfOpenFromMs: nowMs + options.openMs, underWay: 0, passed: 0 };
  };

  /** Times stand in order, so what is too old is at the front. */
  const forgetOld = (times: number[], nowMs: number) => {
    while (times.length > 0 && times[0]! + options.windowMs <= nowMs) times.shift();
  };

  return {
    state(nowMs: number) {
      if (phase.kind === 'closed') return 'closed';
      return nowMs < phase.halfOpenFromMs ? 'open' : 'half-open';
    },

    /** The phase to which an attempt that is sent now belongs; null: do not send it. */
    admit(nowMs: number): Phase | null {
      if (phase.kind === 'closed') return phase;
      if (nowMs < phase.halfOpenFromMs || phase.underWay >= options.probes) return null;
      phase.underWay += 1;
      return phase;
    },

    giveUp(sentIn: Phase): void {
      if (sentIn.kind === 'open') sentIn.underWay -= 1;
    },

    succeed(sentIn: Phase, nowMs: number): void {
      if (sentIn !== phase) return;
      if (sentIn.kind === 'closed') {
        forgetOld(sentIn.successesAt, nowMs);
        sentIn.successesAt.push(nowMs);
        return;
      }
      sentIn.underWay -= 1;
      sentIn.passed += 1;
      if (sentIn.passed === options.probes) phase = aClosedPhase();
    },

    fail(sentIn: Phase, nowMs: number): void {
      if (sentIn !== phase) return;
      if (sentIn.kind === 'open') {
        open(nowMs);
        return;
      }
      forgetOld(sentIn.failuresAt, nowMs);
      forgetOld(sentIn.successesAt, nowMs);
      sentIn.failuresAt.push(nowMs);
      const failures = sentIn.failuresAt.length;
      const all = failures + sentIn.successesAt.length;
      if (all >= options.minOutcomes && failures * 100 >= options.failurePercent * all) open(nowMs);
    },
  };
}

const aClosedPhase = (): Phase => ({ kind: 'closed', failuresAt: [], successesAt: [] });
