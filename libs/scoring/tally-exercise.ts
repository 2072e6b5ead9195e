import type { ExerciseId } from '#contracts';
import {
  tallyAttempts,
  type Admission,
  type Attempt,
  type AttemptPolicy,
  type AttemptTally,
} from './attempts.js';
import { findCountingVerdict, isFree, type GradedWork } from './graded-work.js';
import { pointsOfResult, type PointTenths } from './points-of-result.js';

/** Under which terms work counts: of a cohort, or none at all. */
export interface WorkTerms {
  readonly exerciseIds: readonly ExerciseId[];
  /** Work handed in earlier does not count. */
  readonly startsAtMs: number | null;
  /** Work handed in later loses the late penalty. */
  readonly dueAtMs: number | null;
  /** Work handed in later does not count. */
  readonly closesAtMs: number | null;
  readonly latePenaltyPercent: number | null;
  readonly attempts: AttemptPolicy;
}

export interface ExerciseTally {
  readonly best: BestResult | null;
  /** Attempts that were charged. */
  readonly attemptsUsed: number;
  /** What would become of another attempt at this moment. */
  readonly admit: (atMs: number) => Admission;
}

export interface BestResult {
  readonly submissionId: string;
  readonly points: PointTenths;
  readonly score: number;
  readonly late: boolean;
  readonly createdAtMs: number;
}

/** What a learner has reached in one exercise. The best result stays until it is beaten: as good but later changes nothing. */
export function tallyExercise(work: readonly GradedWork[], terms: WorkTerms): ExerciseTally {
  const { counting, used, admit } = tallyWork(work, terms);
  const results = counting.flatMap((entry) => toResult(entry, terms) ?? []);
  const best = results.reduce<BestResult | null>(
    (leader, result) => (leader === null || result.points > leader.points ? result : leader),
    null,
  );
  return { best, attemptsUsed: used, admit };
}

/** Which work counts under these terms, whatever it came to. */
export function tallyWork(work: readonly GradedWork[], terms: WorkTerms): AttemptTally<GradedWork & Attempt> {
  const attempts = work
    .filter(({ createdAtMs }) => isWithin(createdAtMs, terms))
    .map((entry) => ({ ...entry, free: isFree(entry) }));
  return tallyAttempts(attempts, terms.attempts);
}

function toResult(entry: GradedWork, { dueAtMs, latePenaltyPercent }: WorkTerms): BestResult | null {
  const verdict = findCountingVerdict(entry);
  if (verdict === null) return null;
  const late = dueAtMs !== null && entry.createdAtMs > dueAtMs;
  return {
    submissionId: entry.id,
    points: pointsOfResult(verdict.versionPoints, verdict.score, late ? (latePenaltyPercent ?? 0) : 0),
    score: verdict.score,
    late,
    createdAtMs: entry.createdAtMs,
  };
}

const isWithin = (atMs: number, { startsAtMs, closesAtMs }: WorkTerms): boolean =>
  (startsAtMs === null || atMs >= startsAtMs) && (closesAtMs === null || atMs <= closesAtMs);
