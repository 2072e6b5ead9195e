import { z } from 'zod';
import { SubmissionId } from './ids.js';

/** The job is a hint: it carries the id only, the row is the truth. */
export const JudgeJob = z.object({ submissionId: SubmissionId });
export type JudgeJob = z.infer<typeof JudgeJob>;
