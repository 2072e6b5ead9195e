import { z } from 'zod';
import { SubmissionFile } from '../files/submission-file.js';
import { CohortId, ExerciseSlug, SubmissionId, UserId } from '../ids.js';
import { RuntimeName } from '../runtimes.js';

const SimilarSide = z.object({
  userId: UserId,
  name: z.string(),
  /** The learner's best one. */
  submissionId: SubmissionId,
  runtime: RuntimeName,
});

/** How much two programs have in common, of what they do not have from the starter. It proves nothing by itself. */
const likeness = {
  /** Percent of the fingerprints of both. */
  similarity: z.number(),
  /** The longest run of common fingerprints. */
  longest: z.number().int(),
  /** Common fingerprints, counted on both sides. */
  overlap: z.number().int(),
};

export const SimilarPair = z.object({ left: SimilarSide, right: SimilarSide, ...likeness });
export type SimilarPair = z.infer<typeof SimilarPair>;

const about = {
  cohort: z.object({ id: CohortId, name: z.string() }),
  exercise: z.object({ slug: ExerciseSlug, title: z.string() }),
};

export const SimilarityReport = z.object({
  ...about,
  /** Learners with a judged submission that counts. */
  learners: z.number().int(),
  /** How many of them were compared. */
  compared: z.number().int(),
  /** The most similar first; at most 100. */
  items: z.array(SimilarPair),
});
export type SimilarityReport = z.infer<typeof SimilarityReport>;

export const SimilarityQuery = z.strictObject({ exercise: ExerciseSlug });
export type SimilarityQuery = z.infer<typeof SimilarityQuery>;

/** Lines of a file, both ends included, from 1. */
const LineRange = z.object({ path: z.string(), from: z.number().int(), to: z.number().int() });
export type LineRange = z.infer<typeof LineRange>;

const SideWithFiles = SimilarSide.extend({ files: z.array(SubmissionFile) });

/** Two programs side by side, with what they have in common. */
export const SimilarityDetail = z.object({
  ...about,
  left: SideWithFiles,
  right: SideWithFiles,
  ...likeness,
  /** Longest first. */
  fragments: z.array(z.object({ left: z.array(LineRange), right: z.array(LineRange) })),
});
export type SimilarityDetail = z.infer<typeof SimilarityDetail>;

/** Two learners of the cohort. */
export const SimilarityDetailQuery = SimilarityQuery.extend({ left: UserId, right: UserId });
export type SimilarityDetailQuery = z.infer<typeof SimilarityDetailQuery>;
