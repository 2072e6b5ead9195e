import type { ExerciseId, UserId } from '#contracts';

/** One verdict of a submission, as far as points go. */
export interface GivenVerdict {
  /** Attempts of a submission count up: the highest is the latest. */
  readonly attempt: number;
  readonly judgedAtMs: number;
  /** 0–100 with at most one decimal; null for a system error. */
  readonly score: number | null;
  /** What full marks were worth in the exercise version it was judged with. */
  readonly versionPoints: number;
}

/** A graded submission with every verdict it ever got; none while it waits for its first. */
export interface GradedWork {
  readonly id: string;
  readonly exerciseId: ExerciseId;
  readonly createdAtMs: number;
  readonly verdicts: readonly GivenVerdict[];
}

export interface LearnerWork {
  readonly userId: UserId;
  readonly work: readonly GradedWork[];
}

/** What was there at a moment: the work handed in until then, with the verdicts given until then. null: all of it. */
export function seeUpTo(work: readonly GradedWork[], cutMs: number | null): readonly GradedWork[] {
  if (cutMs === null) return work;
  return work
    .filter(({ createdAtMs }) => createdAtMs <= cutMs)
    .map((entry) => ({
      ...entry,
      verdicts: entry.verdicts.filter(({ judgedAtMs }) => judgedAtMs <= cutMs),
    }));
}

/** The verdict that counts: the latest that is no system error; null while there is none. */
export function findCountingVerdict({ verdicts }: GradedWork): (GivenVerdict & { score: number }) | null {
  let latest: (GivenVerdict & { score: number }) | null = null;
  for (const verdict of verdicts) {
    if (isScored(verdict) && (latest === null || verdict.attempt > latest.attempt)) latest = verdict;
  }
  return latest;
}

/** We failed to judge it at least once: it takes none of the learner's attempts, for good. */
export const isFree = ({ verdicts }: GradedWork): boolean => verdicts.some((verdict) => !isScored(verdict));

const isScored = (verdict: GivenVerdict): verdict is GivenVerdict & { score: number } =>
  verdict.score !== null;
