import { z } from 'zod';
import { SubmissionFile } from '../files/submission-file.js';
import { DraftRevisionId } from '../ids.js';
import { Problem } from '../problem.js';
import { RuntimeName } from '../runtimes.js';
import { timestamp } from './timestamp.js';

/**
 * Why a draft is saved. `edit` joins the edits of the minutes before; every other one keeps what it replaces.
 * `conflict`: the learner chose between the drafts of two browsers.
 */
export const DraftOccasion = z.enum(['edit', 'submit', 'reset', 'restore', 'conflict']);
export type DraftOccasion = z.infer<typeof DraftOccasion>;

export const SavedDraft = z.object({
  runtime: RuntimeName,
  /** Another number with every change. 0: there is no draft yet. In quotes it is the ETag. */
  revision: z.number().int(),
  savedAt: timestamp().nullable(),
});
export type SavedDraft = z.infer<typeof SavedDraft>;

export const Draft = SavedDraft.extend({ files: z.array(SubmissionFile) });
export type Draft = z.infer<typeof Draft>;

export const SaveDraftRequest = z.strictObject({
  occasion: DraftOccasion.default('edit'),
  files: z.array(SubmissionFile),
});
export type SaveDraftRequest = z.infer<typeof SaveDraftRequest>;

/** The problem `draft-changed`, with the draft that somebody saved meanwhile. */
export const DraftConflict = Problem.extend({ draft: Draft });
export type DraftConflict = z.infer<typeof DraftConflict>;

export const DraftRevisionSummary = z.object({
  id: DraftRevisionId,
  savedAt: timestamp(),
  occasion: DraftOccasion,
  fileCount: z.number().int(),
  bytes: z.number().int(),
});
export type DraftRevisionSummary = z.infer<typeof DraftRevisionSummary>;

/** Newest first; the first one is the draft as it is now. A history is short: it comes whole. */
export const DraftRevisionList = z.object({ items: z.array(DraftRevisionSummary) });
export type DraftRevisionList = z.infer<typeof DraftRevisionList>;

export const DraftRevision = DraftRevisionSummary.extend({ files: z.array(SubmissionFile) });
export type DraftRevision = z.infer<typeof DraftRevision>;
