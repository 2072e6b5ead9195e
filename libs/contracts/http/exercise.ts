import { z } from 'zod';
import { ExerciseSlug } from '../ids.js';
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
});
export type ExerciseDetail = z.infer<typeof ExerciseDetail>;

/** An exercise folder as its files; paths are relative to the folder, e.g. `tests/hidden/limits.test.ts`. */
export const PublishExerciseRequest = z.strictObject({ files: z.array(SubmissionFile).min(1).max(500) });
export type PublishExerciseRequest = z.infer<typeof PublishExerciseRequest>;

export const PublishedVersion = z.object({ slug: ExerciseSlug, version: z.string() });
export type PublishedVersion = z.infer<typeof PublishedVersion>;

export const Starter = z.object({ runtime: RuntimeName, files: z.array(SubmissionFile) });
export type Starter = z.infer<typeof Starter>;
