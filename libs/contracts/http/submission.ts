import { z } from 'zod';
import { ExerciseSlug, SubmissionId, UserId } from '../ids.js';
import { FeedbackPolicy, GroupScore, LimitUse, Outcome, ResourceUse, SubmissionStatus } from '../outcomes.js';
import { RuntimeName } from '../runtimes.js';
import { SubmissionFile } from '../files/submission-file.js';
import { FailedCheck, FailureCategory, HttpExchange, ModuleCall, TestLog } from '../test-failure.js';
import { PageQuery } from './page.js';
import { timestamp } from './timestamp.js';

/** `preview`: judged as graded, on a version that is not published; never counts for anything. */
export const SubmissionMode = z.enum(['graded', 'public', 'preview']);
export type SubmissionMode = z.infer<typeof SubmissionMode>;

export const CreateSubmissionRequest = z.strictObject({
  runtime: z.string().max(32),
  files: z.array(SubmissionFile),
});
export type CreateSubmissionRequest = z.infer<typeof CreateSubmissionRequest>;

export const SubmissionSummary = z.object({
  id: SubmissionId,
  exercise: ExerciseSlug,
  runtime: RuntimeName,
  mode: SubmissionMode,
  status: SubmissionStatus,
  outcome: Outcome.nullable(),
  score: z.number().nullable(),
  createdAt: timestamp(),
  judgedAt: timestamp().nullable(),
});
export type SubmissionSummary = z.infer<typeof SubmissionSummary>;

/**
 * One test as its policy lets this reader see it. Counts are always true; the rest may be withheld. What has a default
 * came later: a newer program reads the answers of an older server.
 */
export const VisibleTest = z.object({
  group: z.string(),
  title: z.string().nullable(),
  status: z.enum(['passed', 'failed']),
  category: FailureCategory.nullable(),
  message: z.string().nullable(),
  check: FailedCheck.nullable().default(null),
  exchange: HttpExchange.nullable(),
  call: ModuleCall.nullable().default(null),
  /** What the program wrote meanwhile; withheld together with the log of the run. */
  log: TestLog.nullable().default(null),
});
export type VisibleTest = z.infer<typeof VisibleTest>;

/** A group whose failed tests this reader does not see in full. */
export const WithheldGroup = z.object({
  group: z.string(),
  /** What is shown instead: nothing but the count, the category, or the author's hint. */
  shows: FeedbackPolicy.extract(['none', 'category', 'hint']),
  /** When the rest is shown; null for never. */
  opens: FeedbackPolicy.extract(['after-pass', 'after-due']).nullable(),
});
export type WithheldGroup = z.infer<typeof WithheldGroup>;

export const SubmissionDetail = SubmissionSummary.extend({
  /** Of the exercise, as it was called in the version that this was sent for; empty from an older server. */
  title: z.string().default(''),
  /** Whose it is, for those who teach; null for one's own. */
  learner: z.object({ id: UserId, displayName: z.string() }).nullable().default(null),
  exerciseVersion: z.string(),
  attempt: z.number().int(),
  queuePosition: z.number().int().nullable(),
  verdict: z
    .object({
      outcome: Outcome,
      score: z.number().nullable(),
      cause: z.string(),
      nextStep: z.string(),
      limits: z.array(LimitUse),
      groups: z.array(GroupScore),
      tests: z.array(VisibleTest),
      withheld: z.array(WithheldGroup).default([]),
      passed: z.number().int(),
      total: z.number().int(),
      usage: ResourceUse.nullable(),
      /** The median of how long the tests that passed took; null where none did, or where it could tell of hidden input. */
      latencyMs: z.number().nullable().default(null),
      /** True when a feedback policy keeps `buildOutput` and `logTail` from this reader: both are empty then. */
      logWithheld: z.boolean(),
      buildOutput: z.string(),
      logTail: z.string(),
      seed: z.string(),
    })
    .nullable(),
});
export type SubmissionDetail = z.infer<typeof SubmissionDetail>;

export const SubmissionFiles = z.object({ files: z.array(SubmissionFile) });
export type SubmissionFiles = z.infer<typeof SubmissionFiles>;

/** One line of a history. */
export const SubmissionListItem = SubmissionSummary.extend({
  /** Of the exercise, as it was called in the version that this was sent for. */
  title: z.string(),
  exerciseVersion: z.string(),
  attempt: z.number().int(),
  /** null while there is no verdict. */
  tests: z.object({ passed: z.number().int(), total: z.number().int() }).nullable(),
});
export type SubmissionListItem = z.infer<typeof SubmissionListItem>;

/** Every filter narrows the list further; `from` is the first moment that counts, `to` the first that does not. */
export const SubmissionListQuery = PageQuery.extend({
  exercise: ExerciseSlug.optional(),
  runtime: RuntimeName.optional(),
  outcome: Outcome.optional(),
  mode: SubmissionMode.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});
export type SubmissionListQuery = z.infer<typeof SubmissionListQuery>;
