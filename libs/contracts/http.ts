import { z } from 'zod';
import { ExerciseSlug, SubmissionId, UserId } from './ids.js';
import {
  FailureCategory,
  GroupScore,
  HttpExchange,
  LimitUse,
  Outcome,
  ResourceUse,
  SubmissionStatus,
} from './outcomes.js';
import { ExerciseKind, RuntimeName, ServiceName } from './runtimes.js';
import { SubmissionFile } from './submission-files.js';

/** Bodies and answers of `/api/v1`. One schema feeds validation, OpenAPI, the CLI and the web. */

export const Role = z.enum(['learner', 'instructor', 'admin']);
export type Role = z.infer<typeof Role>;

const timestamp = () => z.iso.datetime();

/** Control characters, line separators, and what turns the direction of writing: a name that reads as another one. */
const TREACHEROUS = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** SECURITY: P11: a name for others to read, on a page or in a terminal. */
const shownName = () =>
  z
    .string()
    .trim()
    .min(1)
    .max(60)
    .refine((name) => !TREACHEROUS.test(name), 'use letters, digits, signs and spaces only');

export const RegisterRequest = z.strictObject({
  email: z.email().max(254),
  password: z.string().min(10, 'use at least 10 characters').max(200),
  displayName: shownName(),
});
export type RegisterRequest = z.infer<typeof RegisterRequest>;

export const LoginRequest = z.strictObject({ email: z.string().max(254), password: z.string().max(200) });
export type LoginRequest = z.infer<typeof LoginRequest>;

export const RefreshRequest = z.strictObject({ refreshToken: z.string().max(500) });
export type RefreshRequest = z.infer<typeof RefreshRequest>;

/** `accessToken` goes into `Authorization: Bearer …`; `refreshToken` is good for one use. */
export const TokenPair = z.object({
  accessToken: z.string(),
  expiresInSeconds: z.number().int(),
  refreshToken: z.string(),
});
export type TokenPair = z.infer<typeof TokenPair>;

export const Me = z.object({ id: UserId, email: z.string(), displayName: z.string(), role: Role });
export type Me = z.infer<typeof Me>;

export const CreateTokenRequest = z.strictObject({
  name: shownName(),
  expiresInDays: z.number().int().min(1).max(365).default(90),
});
export type CreateTokenRequest = z.infer<typeof CreateTokenRequest>;

/** `token` is shown once, when it is made. */
export const CreatedToken = z.object({
  id: z.uuid(),
  name: z.string(),
  token: z.string(),
  expiresAt: timestamp(),
});
export type CreatedToken = z.infer<typeof CreatedToken>;

export const TokenSummary = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: timestamp(),
  expiresAt: timestamp(),
  lastUsedAt: timestamp().nullable(),
});
export type TokenSummary = z.infer<typeof TokenSummary>;

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

export const TrackSummary = z.object({
  slug: z.string(),
  title: z.string(),
  summary: z.string(),
  stageCount: z.number().int(),
});
export type TrackSummary = z.infer<typeof TrackSummary>;

export const TrackList = z.object({ items: z.array(TrackSummary) });
export type TrackList = z.infer<typeof TrackList>;

export const TrackDetail = TrackSummary.extend({
  stages: z.array(
    z.object({
      slug: z.string(),
      title: z.string(),
      summary: z.string(),
      prerequisites: z.array(z.string()),
      exercises: z.array(ExerciseSummary),
      /** Share of the stage's points the caller has earned, 0–1. */
      progress: z.number().min(0).max(1),
    }),
  ),
});
export type TrackDetail = z.infer<typeof TrackDetail>;

export const SubmissionMode = z.enum(['graded', 'public']);
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

/** One test as its policy lets this reader see it. Counts are always true; `title` and `message` may be withheld. */
export const VisibleTest = z.object({
  group: z.string(),
  title: z.string().nullable(),
  status: z.enum(['passed', 'failed']),
  category: FailureCategory.nullable(),
  message: z.string().nullable(),
  exchange: HttpExchange.nullable(),
});
export type VisibleTest = z.infer<typeof VisibleTest>;

export const SubmissionDetail = SubmissionSummary.extend({
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
      passed: z.number().int(),
      total: z.number().int(),
      usage: ResourceUse.nullable(),
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

/** A page of a list. `nextCursor` is null on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const PageQuery = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type PageQuery = z.infer<typeof PageQuery>;

export const SubmissionListQuery = PageQuery.extend({
  exercise: ExerciseSlug.optional(),
  outcome: Outcome.optional(),
});
export type SubmissionListQuery = z.infer<typeof SubmissionListQuery>;
