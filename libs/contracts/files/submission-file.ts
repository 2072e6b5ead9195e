import { z } from 'zod';

export const INTAKE_LIMITS = {
  maxFiles: 50,
  maxFileBytes: 256 * 1024,
  maxTotalBytes: 1024 * 1024,
  maxPathLength: 200,
} as const;

/** One file of a submission. Rules beyond the shape (traversal, size, case collisions) are `checkSubmissionFiles`. */
export const SubmissionFile = z.strictObject({ path: z.string(), content: z.string() });
export type SubmissionFile = z.infer<typeof SubmissionFile>;
