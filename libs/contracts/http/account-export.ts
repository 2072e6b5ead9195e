import { z } from 'zod';
import { Me, TokenSummary } from './account.js';
import { SubmissionDetail, SubmissionFiles } from './submission.js';
import { timestamp } from './timestamp.js';

/** An account elsewhere with which somebody signs in here. */
const ExportedSignIn = z.object({ provider: z.string(), subject: z.string(), createdAt: timestamp() });

export const ExportedSubmission = SubmissionDetail.extend(SubmissionFiles.shape);
export type ExportedSubmission = z.infer<typeof ExportedSubmission>;

/** Everything that Touchstone keeps of a person, as they may see it. Secrets are not part of it: only hashes are kept. */
export const AccountExport = z.object({
  exportedAt: timestamp(),
  account: Me.extend({ createdAt: timestamp() }),
  signIns: z.array(ExportedSignIn),
  tokens: z.array(TokenSummary),
  /** Newest first. */
  submissions: z.array(ExportedSubmission),
});
export type AccountExport = z.infer<typeof AccountExport>;
