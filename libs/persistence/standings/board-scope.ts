import type { CohortId, ExerciseId, UserId } from '#contracts';

/** Whose work a board counts, and at which exercises. */
export interface BoardScope {
  readonly exerciseIds: readonly ExerciseId[];
  /** null: every learner of the platform; else the learners among the cohort's members. */
  readonly cohortId: CohortId | null;
}

/** Something after which a learner's standing has to be counted again. */
export interface StandingChange {
  readonly userId: UserId;
  /** Tells one change from every other. */
  readonly key: string;
  /** False: their name may have changed as well, so that the board reads differently though all points stay. */
  readonly byVerdict: boolean;
}

export interface StandingChanges {
  /** By the clock of the database, before the first row was read. */
  readonly asOf: Date;
  readonly changes: readonly StandingChange[];
}

/**
 * SECURITY: P37: a condition on `users u`, true of the people whom a board may show, with the scope's cohort in $1. Who
 * chose to be hidden is on no board; staff, who can read the hidden tests, are not ranked on those of the whole platform.
 */
export function isOnBoard(cohortId: CohortId | null): string {
  const belongs =
    cohortId === null
      ? `u.role = 'learner' AND $1::uuid IS NULL`
      : `u.id IN (SELECT user_id FROM cohort_members WHERE cohort_id = $1 AND role = 'learner')`;
  return `u.board_visibility <> 'hidden' AND ${belongs}`;
}
