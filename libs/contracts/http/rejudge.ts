import { z } from 'zod';
import { CohortId, ExerciseSlug, RejudgeBatchId, SubmissionId, UserId } from '../ids.js';
import { Outcome } from '../outcomes.js';
import { pageOf, PageQuery } from './page.js';
import { timestamp } from './timestamp.js';

/** `running` while items are judged · `ready` to be looked at · then `applied` or `discarded`, for good. */
export const RejudgeState = z.enum(['running', 'ready', 'applied', 'discarded']);
export type RejudgeState = z.infer<typeof RejudgeState>;

/** What applying did with a result: `kept`: it would have been lower · `overtaken`: judged again meanwhile · `failed`: our fault. */
export const RejudgeFate = z.enum(['applied', 'kept', 'overtaken', 'failed']);
export type RejudgeFate = z.infer<typeof RejudgeFate>;

/** How a new result compares with the one it would replace. `outcome`: the same score, another outcome. */
export const RejudgeChange = z.enum([
  'higher',
  'lower',
  'outcome',
  'same',
  'failed',
  'overtaken',
  'unjudged',
]);
export type RejudgeChange = z.infer<typeof RejudgeChange>;

/** Which submissions a batch judges again. Filters come first, then `which` of each learner's. */
export const RejudgeScope = z.strictObject({
  exercise: ExerciseSlug,
  /** What learners of this cohort sent while it was open. */
  cohort: CohortId.optional(),
  /** One submission alone. */
  submission: SubmissionId.optional(),
  /** Those with one of these outcomes; any when empty. */
  outcomes: z.array(Outcome).max(Outcome.options.length).default([]),
  /** Sent at or after. */
  from: timestamp().optional(),
  /** Sent before. */
  to: timestamp().optional(),
  which: z.enum(['all', 'latest', 'best']).default('all'),
  /** `own`: the version the verdict was reached with · `current`: the one that is published now. */
  version: z.enum(['own', 'current']).default('current'),
});
export type RejudgeScope = z.infer<typeof RejudgeScope>;

export const RejudgeCount = z.object({
  submissions: z.number().int(),
  learners: z.number().int(),
  /** Matching ones that have no verdict yet: a batch leaves them out. */
  unjudged: z.number().int(),
  /** The most that one batch takes. */
  most: z.number().int(),
});
export type RejudgeCount = z.infer<typeof RejudgeCount>;

const TestState = z.enum(['passed', 'failed', 'absent']);

/** A test that came out otherwise. `absent`: this version of the suite does not have it. */
export const TestFlip = z.object({ test: z.string(), from: TestState, to: TestState });
export type TestFlip = z.infer<typeof TestFlip>;

export const RejudgeSummary = z.object({
  /** Results by their change. */
  higher: z.number().int(),
  lower: z.number().int(),
  /** Another outcome with the same score. */
  outcome: z.number().int(),
  same: z.number().int(),
  /** Results that the platform could not reach: never applied. */
  failed: z.number().int(),
  /** Results whose submission was judged again since: never applied. */
  overtaken: z.number().int(),
  /** Learners whose best result would move if every result were applied; of an applied batch, those whose best did. */
  learnersUp: z.number().int(),
  learnersDown: z.number().int(),
  /** What applying did; 0 before. */
  applied: z.number().int(),
  kept: z.number().int(),
  /** The tests that flip most, most frequent first. */
  flips: z.array(TestFlip.extend({ count: z.number().int() })),
});
export type RejudgeSummary = z.infer<typeof RejudgeSummary>;

const Person = z.object({ id: UserId, displayName: z.string() });

export const RejudgeBatch = z.object({
  id: RejudgeBatchId,
  state: RejudgeState,
  scope: RejudgeScope,
  createdBy: Person.nullable(),
  createdAt: timestamp(),
  readyAt: timestamp().nullable(),
  settledAt: timestamp().nullable(),
  settledBy: Person.nullable(),
  progress: z.object({
    total: z.number().int(),
    waiting: z.number().int(),
    running: z.number().int(),
    judged: z.number().int(),
    failed: z.number().int(),
  }),
});
export type RejudgeBatch = z.infer<typeof RejudgeBatch>;

export const RejudgeBatchPage = pageOf(RejudgeBatch);
export type RejudgeBatchPage = z.infer<typeof RejudgeBatchPage>;

/** A batch with what it would do, or did. */
export const RejudgeBatchDetail = RejudgeBatch.extend({
  /** null while it runs. */
  summary: RejudgeSummary.nullable(),
});
export type RejudgeBatchDetail = z.infer<typeof RejudgeBatchDetail>;

const ComparedResult = z.object({ outcome: Outcome, score: z.number().nullable() });

/** One submission of a batch: what it has, what it would have, and what that does to its learner's best score. */
export const RejudgeResult = z.object({
  submission: SubmissionId,
  learner: Person,
  submittedAt: timestamp(),
  before: ComparedResult,
  /** null while it is not judged. */
  after: ComparedResult.nullable(),
  change: RejudgeChange,
  /** The learner's best score for the exercise, and as it would be with every result of the batch, or is since. */
  best: z.object({ before: z.number().nullable(), after: z.number().nullable() }),
  /** Why the platform could not judge it; null when it could. */
  fault: z.string().nullable(),
  fate: RejudgeFate.nullable(),
});
export type RejudgeResult = z.infer<typeof RejudgeResult>;

export const RejudgeResultPage = pageOf(RejudgeResult);
export type RejudgeResultPage = z.infer<typeof RejudgeResultPage>;

export const RejudgeResultQuery = PageQuery.extend({
  /** `moved`: all that are not the same. */
  show: z.enum(['moved', 'kept', ...RejudgeChange.options]).default('moved'),
});
export type RejudgeResultQuery = z.infer<typeof RejudgeResultQuery>;

/** `keep`: a result that would be lower stays as it is · `lower`: it is replaced all the same. */
export const ApplyRejudgeRequest = z.strictObject({ lowers: z.enum(['keep', 'lower']) });
export type ApplyRejudgeRequest = z.infer<typeof ApplyRejudgeRequest>;
