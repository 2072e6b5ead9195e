import type { BoardMode, CohortId, CohortRole, ExerciseId, FeedbackRelease, UserId } from '#contracts';

export interface CohortRecord {
  readonly id: CohortId;
  readonly name: string;
  readonly summary: string;
  /** null: the exercises are chosen one by one. */
  readonly trackSlug: string | null;
  readonly startsAt: Date | null;
  readonly dueAt: Date | null;
  readonly closesAt: Date | null;
  /** null: late work counts in full; 100: not at all. */
  readonly latePenaltyPercent: number | null;
  readonly attemptCap: number | null;
  readonly coolDownSeconds: number | null;
  readonly feedbackRelease: FeedbackRelease;
  readonly boardMode: BoardMode;
  /** The cut of the learners' board; null: it is live. */
  readonly boardFrozenAt: Date | null;
  readonly joinCode: string;
  readonly joinOpen: boolean;
  readonly createdAt: Date;
  readonly archivedAt: Date | null;
}

export type NewCohort = Omit<CohortRecord, 'id' | 'createdAt' | 'archivedAt' | 'boardFrozenAt'> & {
  /** Becomes the cohort's first instructor. */
  readonly createdBy: UserId;
  /** In order; empty for a cohort with a track. */
  readonly exerciseIds: readonly ExerciseId[];
};

/** All of a cohort's terms, as they shall be from now on. */
export type CohortChange = Omit<NewCohort, 'joinCode' | 'createdBy'> & { readonly archived: boolean };

export interface CohortMember {
  readonly cohortId: CohortId;
  readonly userId: UserId;
  readonly role: CohortRole;
  readonly joinedAt: Date;
  readonly rosterName: string | null;
  readonly externalId: string | null;
}

/** Select list that yields a CohortRecord from `cohorts c`. */
export const COHORT_COLUMNS = `
  c.id, c.name, c.summary, c.track_slug AS "trackSlug", c.starts_at AS "startsAt", c.due_at AS "dueAt",
  c.closes_at AS "closesAt", c.late_penalty_percent AS "latePenaltyPercent", c.attempt_cap AS "attemptCap",
  c.cool_down_seconds AS "coolDownSeconds", c.feedback_release AS "feedbackRelease", c.board_mode AS "boardMode",
  c.board_frozen_at AS "boardFrozenAt", c.join_code AS "joinCode", c.join_open AS "joinOpen",
  c.created_at AS "createdAt", c.archived_at AS "archivedAt"`;

/** Select list that yields a CohortMember from `cohort_members m`. */
export const MEMBER_COLUMNS = `
  m.cohort_id AS "cohortId", m.user_id AS "userId", m.role, m.joined_at AS "joinedAt",
  m.roster_name AS "rosterName", m.external_id AS "externalId"`;
