import type { Verdict } from '#contracts';
import { scoreTests, type GroupWeight } from './score-tests.js';

/**
 * Adds points to a judgement. Runs of public tests and system errors have no score; a program that never
 * built or started scores 0.
 */
export function scoreVerdict(
  judgement: Omit<Verdict, 'score' | 'groups'>,
  weights: readonly GroupWeight[],
  scored: boolean,
): Verdict {
  if (!scored || judgement.outcome === 'system-error') return { ...judgement, score: null, groups: [] };
  const { score, groups } = scoreTests(weights, judgement.tests);
  return { ...judgement, score: capScore(judgement.outcome, score), groups: [...groups] };
}

/** Only `accepted` is worth full marks: all tests passing under a broken limit is not a pass (threat D07). */
function capScore(outcome: Verdict['outcome'], score: number): number {
  return outcome === 'accepted' ? score : Math.min(score, 99.9);
}
