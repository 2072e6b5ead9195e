import { z } from 'zod';
import { CohortId, ExerciseSlug, UserId } from '../ids.js';
import { Outcome } from '../outcomes.js';
import { PageQuery } from './page.js';
import { SubmissionListItem } from './submission.js';
import { timestamp } from './timestamp.js';

/** Where a learner is with an exercise that they have handed something in for. */
export const WorkState = z.enum(['waiting', 'trying', 'stuck', 'passed']);
export type WorkState = z.infer<typeof WorkState>;

/** What a learner does not get past. */
export const StuckOn = z.object({
  /** null when no test could be run. */
  test: z.object({ group: z.string(), title: z.string() }).nullable(),
  /** Of the latest of these runs. */
  outcome: Outcome,
  /** In how many of the latest runs in a row it failed; at most 20 are looked at. */
  times: z.number().int(),
});
export type StuckOn = z.infer<typeof StuckOn>;

/** A learner and an exercise. All of it is about submissions that count in the cohort. */
export const ProgressCell = z.object({
  state: WorkState,
  /** 0–100; null before anything is judged. */
  bestScore: z.number().nullable(),
  /** What the best result is worth, to a tenth, less the late penalty. */
  points: z.number().nullable(),
  /** The best result was late. */
  late: z.boolean(),
  attempts: z.number().int(),
  firstAt: timestamp(),
  lastAt: timestamp(),
  /** From the first submission to the first that passed; 0 for who passed with the first. */
  secondsToPass: z.number().int().nullable(),
  /** null for who is not stuck. */
  stuckOn: StuckOn.nullable(),
});
export type ProgressCell = z.infer<typeof ProgressCell>;

/** A column: an exercise, with what came of it in the whole cohort. */
export const ProgressExercise = z.object({
  slug: ExerciseSlug,
  title: z.string(),
  points: z.number().int(),
  begun: z.number().int(),
  passed: z.number().int(),
  stuck: z.number().int(),
  /** Of those who passed; null while nobody has. */
  medianSecondsToPass: z.number().nullable(),
});
export type ProgressExercise = z.infer<typeof ProgressExercise>;

export const ProgressRow = z.object({
  userId: UserId,
  /** As the roster has it, else as they call themselves. */
  name: z.string(),
  externalId: z.string().nullable(),
  /** One for each exercise, in its order; null where nothing was handed in. */
  cells: z.array(ProgressCell.nullable()),
});
export type ProgressRow = z.infer<typeof ProgressRow>;

export const CohortProgress = z.object({
  cohort: z.object({ id: CohortId, name: z.string() }),
  /** From how many failures in a row on the same test on a learner is stuck. */
  stuckAfter: z.number().int(),
  /** All learners of the cohort, whoever is listed. */
  learners: z.number().int(),
  /** Those who are stuck somewhere. */
  stuckLearners: z.number().int(),
  exercises: z.array(ProgressExercise),
  /** Learners by name. */
  items: z.array(ProgressRow),
  nextCursor: z.string().nullable(),
});
export type CohortProgress = z.infer<typeof CohortProgress>;

export const CohortProgressQuery = PageQuery.extend({
  stuckAfter: z.coerce.number().int().min(2).max(20).default(3),
  /** Lists only learners who are stuck somewhere. */
  stuck: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
});
export type CohortProgressQuery = z.infer<typeof CohortProgressQuery>;

/** A submission of a learner, and whether it counts in the cohort. */
export const CohortSubmission = SubmissionListItem.extend({ counts: z.boolean() });
export type CohortSubmission = z.infer<typeof CohortSubmission>;

/** What is behind a cell. */
export const CohortSubmissions = z.object({
  cohort: z.object({ id: CohortId, name: z.string() }),
  learner: z.object({ userId: UserId, name: z.string() }),
  exercise: z.object({ slug: ExerciseSlug, title: z.string() }),
  cell: ProgressCell.nullable(),
  /** Graded ones, newest first. */
  items: z.array(CohortSubmission),
  nextCursor: z.string().nullable(),
});
export type CohortSubmissions = z.infer<typeof CohortSubmissions>;

export const CohortSubmissionsQuery = PageQuery.extend({
  learner: UserId,
  exercise: ExerciseSlug,
  stuckAfter: CohortProgressQuery.shape.stuckAfter,
});
export type CohortSubmissionsQuery = z.infer<typeof CohortSubmissionsQuery>;
