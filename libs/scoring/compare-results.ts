import type { Outcome, RejudgeChange, RejudgeFate } from '#contracts';

/** A result that somebody has or would have. */
export interface ComparableResult {
  readonly outcome: Outcome;
  /** 0–100; null when nothing was scored. */
  readonly score: number | null;
  /** What the exercise is worth in the version it was judged on. */
  readonly exercisePoints: number;
}

/** A result beside the one that would take its place. */
export interface Comparison {
  readonly before: ComparableResult;
  /** null while it is not judged. */
  readonly after: ComparableResult | null;
  /** The submission was judged again since: `before` is no longer what it has. */
  readonly overtaken: boolean;
}

export interface Best {
  readonly score: number | null;
  readonly points: number;
}

/** What a result earns, in tenths of a point, rounded down. */
const toPoints = ({ score, exercisePoints }: Omit<ComparableResult, 'outcome'>): number =>
  Math.floor((exercisePoints * (score ?? 0)) / 10);

/** Lower in its score or in what it earns: a version that is worth less takes something away at the same score. */
function isLower(after: ComparableResult, before: ComparableResult): boolean {
  return (after.score ?? 0) < (before.score ?? 0) || toPoints(after) < toPoints(before);
}

export function toChange({ before, after, overtaken }: Comparison): RejudgeChange {
  if (overtaken) return 'overtaken';
  if (after === null) return 'unjudged';
  if (after.outcome === 'system-error') return 'failed';
  if (isLower(after, before)) return 'lower';
  if (isLower(before, after) || before.score === null) return 'higher';
  return after.outcome === before.outcome ? 'same' : 'outcome';
}

/** What applying does with a result that is judged. */
export function decideFate(comparison: Comparison, lowers: 'keep' | 'lower'): RejudgeFate {
  const change = toChange(comparison);
  if (change === 'overtaken' || change === 'failed') return change;
  return change === 'lower' && lowers === 'keep' ? 'kept' : 'applied';
}

/** The better of what somebody has already and one more result, score and points each by itself. */
export function addToBest(best: Best, result: ComparableResult): Best {
  const score = result.score === null ? best.score : Math.max(best.score ?? 0, result.score);
  return { score, points: Math.max(best.points, toPoints(result)) };
}

/** The result of a submission once everything of its batch was applied. */
export function resultIfApplied(comparison: Comparison): ComparableResult {
  const { before, after } = comparison;
  return after !== null && decideFate(comparison, 'lower') === 'applied' ? after : before;
}

export const isWorse = (after: Best, before: Best): boolean =>
  (after.score ?? 0) < (before.score ?? 0) || after.points < before.points;
