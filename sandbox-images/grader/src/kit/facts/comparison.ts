import type { FailedCheck } from '#contracts';

/** What a failed check compared, before it becomes text. */
export interface Comparison {
  readonly what: FailedCheck['what'];
  /** The value that was looked at, when it may be part of an answer; `place` is then within it. */
  readonly of?: unknown;
  /** Where in the answer, or which header. */
  readonly place: string;
  /** {@link ANY} when it only has to be there. */
  readonly expected: unknown;
  /** {@link NOTHING} when there is nothing to compare with. */
  readonly actual: unknown;
  readonly negated: boolean;
}

export const NOTHING = Symbol('nothing');
/** Expected, whatever it is. */
export const ANY = Symbol('any value');

const comparisons = new WeakMap<object, Comparison>();

/** Keeps with an error what it is about, for those who throw errors of their own. */
export function noteComparison(error: object, comparison: Comparison): void {
  comparisons.set(error, comparison);
}

export function findComparison(error: object): Comparison | undefined {
  return comparisons.get(error);
}
