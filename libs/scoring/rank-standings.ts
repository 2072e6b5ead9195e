import type { UserId } from '#contracts';
import { seeUpTo, type GradedWork, type LearnerWork } from './graded-work.js';
import type { PointTenths } from './points-of-result.js';
import { tallyExercise, type WorkTerms } from './tally-exercise.js';

/** What a learner has on a board. */
export interface Standing {
  readonly userId: UserId;
  /** More than zero: who has no points is on no board. */
  readonly points: PointTenths;
  /** When the last submission that contributed points was handed in, in whole seconds. */
  readonly reachedAtSeconds: number;
}

export interface RankedStanding extends Standing {
  /** 1 and up; equal points reached in the same second share a rank. */
  readonly rank: number;
}

export interface BoardView {
  /** The cut of a frozen board; null while it is live. */
  readonly frozenAtMs: number | null;
  /** Staff see a frozen board live. */
  readonly staff: boolean;
}

/** Up to when verdicts count for this viewer; null: all of them. */
export const cutFor = ({ frozenAtMs, staff }: BoardView): number | null => (staff ? null : frozenAtMs);

/**
 * The whole board: a pure function of the verdicts up to a cut, the terms, and the role of whoever looks. Whatever is
 * cached must come to the same.
 */
export function rankBoard(
  learners: readonly LearnerWork[],
  terms: WorkTerms,
  view: BoardView,
): RankedStanding[] {
  const cutMs = cutFor(view);
  return rankStandings(learners.flatMap((learner) => totalStanding(learner, terms, cutMs) ?? []));
}

/** The points of a learner over all exercises that count; null without any. */
export function totalStanding(
  { userId, work }: LearnerWork,
  terms: WorkTerms,
  cutMs: number | null,
): Standing | null {
  const seen = seeUpTo(work, cutMs);
  const contributions = terms.exerciseIds
    .map((exerciseId) => tallyExercise(ofExercise(seen, exerciseId), terms).best)
    .filter((best) => best !== null && best.points > 0);
  const points = contributions.reduce((sum, best) => sum + best!.points, 0);
  if (points === 0) return null;
  const reachedAtMs = Math.max(...contributions.map((best) => best!.createdAtMs));
  return { userId, points, reachedAtSeconds: Math.floor(reachedAtMs / 1000) };
}

/** Best first: more points, then reached earlier. Equal in both share a rank, and the next one skips as many. */
export function rankStandings(standings: readonly Standing[]): RankedStanding[] {
  const ordered = [...standings].sort((left, right) => compare(left, right) || byUser(left, right));
  const ranked: RankedStanding[] = [];
  for (const [index, standing] of ordered.entries()) {
    const above = ranked.at(-1);
    const ties = above !== undefined && compare(above, standing) === 0;
    ranked.push({ ...standing, rank: ties ? above.rank : index + 1 });
  }
  return ranked;
}

const ofExercise = (work: readonly GradedWork[], exerciseId: string): GradedWork[] =>
  work.filter((entry) => entry.exerciseId === exerciseId);

function compare(left: Standing, right: Standing): number {
  return right.points - left.points || left.reachedAtSeconds - right.reachedAtSeconds;
}

/** Only for a stable order among equals; a sorted set of Redis, read backwards, has the same. */
const byUser = (left: Standing, right: Standing): number => (left.userId < right.userId ? 1 : -1);
