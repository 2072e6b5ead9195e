import type {
  ExerciseId,
  ExerciseSlug,
  ExerciseVersion,
  Outcome,
  RuntimeName,
  Seed,
  SubmissionFile,
  SubmissionId,
  SubmissionMode,
  SubmissionStatus,
  UserId,
  Verdict,
} from '#contracts';

export interface SubmissionRecord {
  readonly id: SubmissionId;
  readonly userId: UserId;
  readonly exerciseId: ExerciseId;
  /** What the exercise is called now; once it is retired, what it was called when this was sent. */
  readonly exerciseSlug: ExerciseSlug;
  readonly exerciseVersion: ExerciseVersion;
  readonly runtime: RuntimeName;
  readonly mode: SubmissionMode;
  readonly seed: Seed;
  readonly status: SubmissionStatus;
  /** How many times it was claimed; the fencing token of whoever judges it now. */
  readonly attempt: number;
  /** Claims that count towards giving up: since the last rejudge, without those that a shutdown cut short. */
  readonly tries: number;
  readonly outcome: Outcome | null;
  readonly score: number | null;
  /** The platform fault that voided the attempt before, or that parked it. */
  readonly faultCode: string | null;
  readonly faultMessage: string | null;
  readonly createdAt: Date;
  readonly judgedAt: Date | null;
}

export interface JudgedSubmission extends SubmissionRecord {
  /** The verdict of the current attempt, or null while there is none. */
  readonly verdict: Verdict | null;
}

/** What a list of submissions tells. */
export interface ListedSubmission extends SubmissionRecord {
  /** Of the version it was sent for. */
  readonly title: string;
  /** Of the current verdict; both null while there is none. */
  readonly passedTests: number | null;
  readonly totalTests: number | null;
}

export interface ClaimedSubmission extends SubmissionRecord {
  /** Workers that died while they judged it, since it was last sent round. */
  readonly deadWorkers: number;
  readonly files: readonly SubmissionFile[];
}

/** Select list that yields a SubmissionRecord from `submissions s`. */
export const SUBMISSION_COLUMNS = `
  s.id, s.user_id AS "userId", s.exercise_id AS "exerciseId",
  coalesce(
    (SELECT e.slug FROM exercises e WHERE e.exercise_id = s.exercise_id AND e.retired_at IS NULL
      ORDER BY e.published_at DESC LIMIT 1),
    s.exercise_slug) AS "exerciseSlug",
  s.exercise_version AS "exerciseVersion",
  s.runtime, s.mode, s.seed, s.status, s.attempt, s.tries, s.outcome, s.score,
  s.fault_code AS "faultCode", s.fault_message AS "faultMessage",
  s.created_at AS "createdAt", s.judged_at AS "judgedAt"`;
