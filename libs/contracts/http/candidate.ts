import { z } from 'zod';
import { ProofProgress, ProofReport } from '../candidate-proof.js';
import { CandidateId, ExerciseSlug } from '../ids.js';
import { SubmissionFile } from '../files/submission-file.js';
import { timestamp } from './timestamp.js';

/**
 * Where a candidate is on its road. `rejected-by-lint` and `superseded` are ends; a `superseded` one that was proven
 * can be published again.
 */
export const CandidateState = z.enum([
  'rejected-by-lint',
  'queued',
  'proving',
  'proven',
  'unproven',
  'published',
  'superseded',
]);
export type CandidateState = z.infer<typeof CandidateState>;

/** A mistake or warning of an exercise folder. Line and column count from 1. */
export const LintFinding = z.object({
  file: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  message: z.string(),
  severity: z.enum(['error', 'warning']),
});
export type LintFinding = z.infer<typeof LintFinding>;

/** An exercise folder as its files; paths are relative to the folder, e.g. `tests/hidden/limits.test.ts`. */
export const CreateCandidateRequest = z.strictObject({ files: z.array(SubmissionFile).min(1).max(500) });
export type CreateCandidateRequest = z.infer<typeof CreateCandidateRequest>;

export const CandidateSummary = z.object({
  id: CandidateId,
  exercise: ExerciseSlug,
  /** null when lint found mistakes: what cannot be read has no version. */
  version: z.string().nullable(),
  title: z.string().nullable(),
  state: CandidateState,
  errors: z.number().int(),
  warnings: z.number().int(),
  /** Name of who sent it; null when the account is gone. */
  createdBy: z.string().nullable(),
  createdAt: timestamp(),
  provenAt: timestamp().nullable(),
  publishedAt: timestamp().nullable(),
});
export type CandidateSummary = z.infer<typeof CandidateSummary>;

export const CandidateDetail = CandidateSummary.extend({
  findings: z.array(LintFinding),
  /** How far its runs are; null before the first. */
  progress: ProofProgress.nullable(),
  /** null until its runs have ended. */
  report: ProofReport.nullable(),
  /** What broke on our side at the last try; it is tried again. */
  fault: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type CandidateDetail = z.infer<typeof CandidateDetail>;

export const PublishedVersion = z.object({ slug: ExerciseSlug, version: z.string() });
export type PublishedVersion = z.infer<typeof PublishedVersion>;

/** An exercise as its authors see it. */
export const DeskExerciseSummary = z.object({
  slug: ExerciseSlug,
  title: z.string().nullable(),
  /** `unpublished`: there are candidates, or a broken folder, and no version yet. */
  state: z.enum(['published', 'retired', 'unpublished']),
  version: z.string().nullable(),
  /** Where the current version comes from: the operator's folder, or a candidate. */
  origin: z.enum(['folder', 'api']).nullable(),
  publishedAt: timestamp().nullable(),
  retiredAt: timestamp().nullable(),
  /** Mistakes in the operator's folder, which keep its newer version from learners. */
  folderErrors: z.number().int(),
  latestCandidate: CandidateSummary.nullable(),
});
export type DeskExerciseSummary = z.infer<typeof DeskExerciseSummary>;

export const DeskExerciseList = z.object({ items: z.array(DeskExerciseSummary) });
export type DeskExerciseList = z.infer<typeof DeskExerciseList>;

export const DeskExercise = DeskExerciseSummary.extend({ folderFindings: z.array(LintFinding) });
export type DeskExercise = z.infer<typeof DeskExercise>;
