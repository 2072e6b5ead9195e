import { z } from 'zod';
import { CohortId, ExerciseSlug } from '../ids.js';
import { ExerciseKind, RuntimeName, ServiceName } from '../runtimes.js';
import { SubmissionFile } from '../files/submission-file.js';

export const ExerciseSummary = z.object({
  slug: ExerciseSlug,
  title: z.string(),
  summary: z.string(),
  kind: ExerciseKind,
  runtimes: z.array(RuntimeName),
  services: z.array(ServiceName),
  topics: z.array(z.string()),
  points: z.number().int(),
  minutes: z.number().int(),
  /** The caller's best score, or null when logged out or not yet judged. */
  bestScore: z.number().nullable(),
});
export type ExerciseSummary = z.infer<typeof ExerciseSummary>;

/** Every exercise, by slug. A catalogue is small: it comes whole. */
export const ExerciseList = z.object({ items: z.array(ExerciseSummary) });
export type ExerciseList = z.infer<typeof ExerciseList>;

export const RuntimeLibraries = z.object({
  runtime: RuntimeName,
  version: z.string(),
  libraries: z.array(z.object({ name: z.string(), version: z.string() })),
});
export type RuntimeLibraries = z.infer<typeof RuntimeLibraries>;

export const ExerciseDetail = ExerciseSummary.extend({
  version: z.string(),
  statement: z.string(),
  hints: z.array(z.object({ task: z.string(), steps: z.array(z.string()) })),
  limits: z.object({
    memoryMib: z.number(),
    startTimeoutMs: z.number(),
    testTimeoutMs: z.number(),
    wallTimeoutMs: z.number(),
  }),
  groups: z.array(z.object({ name: z.string(), points: z.number(), allOrNothing: z.boolean() })),
  publicTests: z.array(SubmissionFile),
  environment: z.array(RuntimeLibraries),
  /** There is one to read after passing: `GET exercises/:slug/walkthrough`. */
  hasWalkthrough: z.boolean(),
});
export type ExerciseDetail = z.infer<typeof ExerciseDetail>;

/** How the reference solutions are built, for those who have passed. */
export const ExerciseWalkthrough = z.object({
  version: z.string(),
  /** Markdown. */
  text: z.string(),
  /** At most one for each runtime. */
  solutions: z.array(z.object({ runtime: RuntimeName, name: z.string(), files: z.array(SubmissionFile) })),
});
export type ExerciseWalkthrough = z.infer<typeof ExerciseWalkthrough>;

export const StatisticsQuery = z.strictObject({
  runtime: RuntimeName,
  /** Only its learners. */
  cohort: CohortId.optional(),
});
export type StatisticsQuery = z.infer<typeof StatisticsQuery>;

/** How many learners used how much. A bucket holds what is at least `from` and less than `to`. */
export const UsageDistribution = z.object({
  unit: z.enum(['ms', 'MiB']),
  buckets: z.array(z.object({ from: z.number(), to: z.number().nullable(), learners: z.number().int() })),
  /** Index of the bucket with the caller's own value; null when they have none. */
  own: z.number().int().nullable(),
});
export type UsageDistribution = z.infer<typeof UsageDistribution>;

/** What accepted programs cost. Every figure is null while there are too few learners to hide one of them. */
export const ExerciseStatistics = z.object({
  runtime: RuntimeName,
  /** From how many learners on there is something to see. */
  fewestLearners: z.number().int(),
  cpu: UsageDistribution.nullable(),
  memory: UsageDistribution.nullable(),
  wall: UsageDistribution.nullable(),
  /** Of how long the median of a program's tests took. */
  latency: UsageDistribution.nullable().default(null),
});
export type ExerciseStatistics = z.infer<typeof ExerciseStatistics>;

export const Starter = z.object({ runtime: RuntimeName, files: z.array(SubmissionFile) });
export type Starter = z.infer<typeof Starter>;
