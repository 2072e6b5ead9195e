import type {
  CandidateId,
  CandidateState,
  ExerciseSlug,
  ExerciseVersion,
  LintFinding,
  ProofProgress,
  ProofReport,
  SubmissionFile,
} from '#contracts';

/** What lists of candidates need. */
export interface CandidateRecord {
  readonly id: CandidateId;
  readonly slug: ExerciseSlug;
  /** null when lint found mistakes. */
  readonly version: ExerciseVersion | null;
  readonly title: string | null;
  readonly state: CandidateState;
  readonly errors: number;
  readonly warnings: number;
  /** null when the account is gone. */
  readonly authorName: string | null;
  readonly createdAt: Date;
  readonly provenAt: Date | null;
  readonly publishedAt: Date | null;
  /** The fencing token of whoever proves it now. */
  readonly attempt: number;
}

export interface WholeCandidate extends CandidateRecord {
  readonly findings: readonly LintFinding[];
  readonly progress: ProofProgress | null;
  readonly report: ProofReport | null;
  /** The platform fault that voided the attempt before. */
  readonly faultCode: string | null;
  readonly faultMessage: string | null;
}

export interface ClaimedCandidate {
  readonly id: CandidateId;
  readonly slug: ExerciseSlug;
  readonly attempt: number;
  /** Claims since it was sent, without those that a shutdown cut short. */
  readonly tries: number;
  /** `worker-lost` when it is taken over from a worker that went away. */
  readonly faultCode: string | null;
  readonly files: readonly SubmissionFile[];
}

/** Select list that yields a CandidateRecord from `exercise_candidates c LEFT JOIN users u ON u.id = c.created_by`. */
export const CANDIDATE_COLUMNS = `
  c.id, c.slug, c.version, c.title, c.state, c.attempt,
  (SELECT count(*)::int FROM jsonb_array_elements(c.findings) f WHERE f ->> 'severity' = 'error') AS errors,
  (SELECT count(*)::int FROM jsonb_array_elements(c.findings) f WHERE f ->> 'severity' = 'warning') AS warnings,
  u.display_name AS "authorName", c.created_at AS "createdAt", c.proven_at AS "provenAt", c.published_at AS "publishedAt"`;

export const CANDIDATE_SOURCE = 'exercise_candidates c LEFT JOIN users u ON u.id = c.created_by';
