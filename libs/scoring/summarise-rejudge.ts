import type { RejudgeChange, RejudgeFate, RejudgeSummary, TestFlip } from '#contracts';
import {
  addToBest,
  isWorse,
  resultIfApplied,
  toChange,
  type Best,
  type ComparableResult,
  type Comparison,
} from './compare-results.js';

export interface BatchResult extends Comparison {
  readonly learnerId: string;
  readonly fate: RejudgeFate | null;
}

/** A learner's best before the batch, and after it: as it was applied, or as it would be with everything applied. */
export interface BestChange {
  readonly before: Best;
  readonly after: Best;
}

const NOTHING: Best = { score: null, points: 0 };

/** @param elsewhere the best of each learner among their submissions that are not in the batch */
export function compareBests(
  results: readonly BatchResult[],
  elsewhere: ReadonlyMap<string, Best>,
): Map<string, BestChange> {
  const bests = new Map<string, BestChange>();
  for (const result of results) {
    const rest = elsewhere.get(result.learnerId) ?? NOTHING;
    const { before, after } = bests.get(result.learnerId) ?? { before: rest, after: rest };
    bests.set(result.learnerId, {
      before: addToBest(before, result.before),
      after: addToBest(after, resultThen(result)),
    });
  }
  return bests;
}

/** What the submission has after the batch: as it was applied, or as it would be. */
function resultThen(result: BatchResult): ComparableResult {
  if (result.fate === null) return resultIfApplied(result);
  return result.fate === 'applied' && result.after !== null ? result.after : result.before;
}

export function summariseRejudge(
  results: readonly BatchResult[],
  bests: ReadonlyMap<string, BestChange>,
  flips: RejudgeSummary['flips'],
): RejudgeSummary {
  const changes = results.map(toChange);
  const count = (change: RejudgeChange) => changes.filter((one) => one === change).length;
  const countFate = (fate: RejudgeFate) => results.filter((result) => result.fate === fate).length;
  const moves = [...bests.values()];
  return {
    higher: count('higher'),
    lower: count('lower'),
    outcome: count('outcome'),
    same: count('same'),
    failed: count('failed'),
    overtaken: count('overtaken'),
    learnersUp: moves.filter(({ before, after }) => isWorse(before, after) && !isWorse(after, before)).length,
    learnersDown: moves.filter(({ before, after }) => isWorse(after, before)).length,
    applied: countFate('applied'),
    kept: countFate('kept'),
    flips,
  };
}

/** How often each test flips in the same direction, most frequent first, by name where equal. */
export function countFlips(flips: readonly TestFlip[], most: number): RejudgeSummary['flips'] {
  const counted = new Map<string, RejudgeSummary['flips'][number]>();
  for (const flip of flips) {
    const key = `${flip.from} ${flip.to} ${flip.test}`;
    counted.set(key, { ...flip, count: (counted.get(key)?.count ?? 0) + 1 });
  }
  return [...counted.values()]
    .toSorted((a, b) => b.count - a.count || (a.test < b.test ? -1 : 1))
    .slice(0, most);
}
