import { makeDice } from './dice.js';
import type { FaultKind, HoldMs } from './faults.js';

/** One fault while submissions arrive. */
export interface Round {
  readonly fault: FaultKind;
  /** From the first submission of the round to the fault. */
  readonly afterMs: number;
  /** From the fault until it is mended. */
  readonly holdMs: number;
  /** Which of the workers it hits, where it hits one: modulo how many there are. */
  readonly target: number;
  readonly submissions: readonly PlannedSubmission[];
}

interface PlannedSubmission {
  /** Pause before it, after the one before. */
  readonly afterMs: number;
  /** Of whom, and what: modulo how many there are. */
  readonly learner: number;
  readonly program: number;
}

const PER_ROUND = 5;
const MOST_PAUSE_MS = 1_200;
const MOST_DELAY_MS = 4_000;

/**
 * Rounds without end, the same for the same seed and faults. Every kind of fault comes once before any comes again.
 */
export function* planRounds(
  seed: number,
  faults: Readonly<Partial<Record<FaultKind, HoldMs>>>,
): Generator<Round, never> {
  const dice = makeDice(seed);
  const kinds = Object.keys(faults) as FaultKind[];
  let bag: FaultKind[] = [];
  for (;;) {
    if (bag.length === 0) bag = dice.shuffle(kinds);
    const fault = bag.pop()!;
    const [least, most] = faults[fault]!;
    yield {
      fault,
      afterMs: dice.between(0, MOST_DELAY_MS),
      holdMs: dice.between(least, most),
      target: dice.between(0, 1000),
      submissions: Array.from({ length: PER_ROUND }, () => ({
        afterMs: dice.between(0, MOST_PAUSE_MS),
        learner: dice.between(0, 1000),
        program: dice.between(0, 1000),
      })),
    };
  }
}
