import { z } from 'zod';
import { CohortRole } from '../cohort-words.js';
import { CohortId, ExerciseId } from '../ids.js';
import { RuntimeName } from '../runtimes.js';
import { Me, TokenSummary } from './account.js';
import { DraftRevision } from './draft.js';
import { SubmissionDetail, SubmissionFiles } from './submission.js';
import { timestamp } from './timestamp.js';

/** An account elsewhere with which somebody signs in here. */
const ExportedSignIn = z.object({ provider: z.string(), subject: z.string(), createdAt: timestamp() });

export const ExportedSubmission = SubmissionDetail.extend(SubmissionFiles.shape);
export type ExportedSubmission = z.infer<typeof ExportedSubmission>;

const ExportedMembership = z.object({
  cohortId: CohortId,
  cohort: z.string(),
  role: CohortRole,
  joinedAt: timestamp(),
  rosterName: z.string().nullable(),
  externalId: z.string().nullable(),
});

/** One revision of a draft. */
export const ExportedDraft = DraftRevision.extend({ exerciseId: ExerciseId, runtime: RuntimeName });
export type ExportedDraft = z.infer<typeof ExportedDraft>;

/** Everything that Touchstone keeps of a person, as they may see it. Secrets are not part of it: only hashes are kept. */
export const AccountExport = z.object({
  exportedAt: timestamp(),
  account: Me.extend({ createdAt: timestamp() }),
  signIns: z.array(ExportedSignIn),
  tokens: z.array(TokenSummary),
  cohorts: z.array(ExportedMembership),
  /** Every revision that is kept; of each draft the newest first. */
  drafts: z.array(ExportedDraft),
  /** Newest first. */
  submissions: z.array(ExportedSubmission),
});
export type AccountExport = z.infer<typeof AccountExport>;
