import { z } from 'zod';
import { TestFailure, TestLog } from './test-failure.js';

/** What a judged submission came to. The same string is used in the database, the API, the CLI and the web. */
export const Outcome = z.enum([
  'accepted',
  'partial',
  'wrong-answer',
  'build-failed',
  'start-failed',
  'crashed',
  'time-limit',
  'memory-limit',
  'output-limit',
  'process-limit',
  'disk-limit',
  'system-error',
]);
export type Outcome = z.infer<typeof Outcome>;

/** Where a submission is on its road. `judged` is the only final status. */
export const SubmissionStatus = z.enum(['queued', 'preparing', 'building', 'starting', 'testing', 'judged']);
export type SubmissionStatus = z.infer<typeof SubmissionStatus>;

/** A limit that ended or failed a run, with what was allowed and what was used, in the unit named. */
export const LimitUse = z.object({
  limit: z.enum(['time', 'memory', 'output', 'processes', 'disk', 'start-time', 'build-time']),
  allowed: z.number().nonnegative(),
  used: z.number().nonnegative(),
  unit: z.enum(['ms', 'bytes', 'count']),
});
export type LimitUse = z.infer<typeof LimitUse>;

/** What the learner's program cost, measured from its cgroup by the worker, never reported by the program. */
export const ResourceUse = z.object({
  wallMs: z.number().nonnegative(),
  cpuMs: z.number().nonnegative(),
  peakMemoryBytes: z.number().nonnegative(),
});
export type ResourceUse = z.infer<typeof ResourceUse>;

/** How much of a failed hidden test a learner may see (`none` … `message` at once; the others later). */
export const FeedbackPolicy = z.enum(['none', 'category', 'hint', 'message', 'after-pass', 'after-due']);
export type FeedbackPolicy = z.infer<typeof FeedbackPolicy>;

/** Result of one test as the grader reported it: the full truth, kept by the worker and the database. */
export const TestResult = z.object({
  /** `group › title`, unique within a suite. */
  id: z.string().min(1).max(300),
  group: z.string().min(1).max(100),
  title: z.string().min(1).max(200),
  status: z.enum(['passed', 'failed']),
  durationMs: z.number().nonnegative(),
  failure: TestFailure.optional(),
  log: TestLog.optional(),
});
export type TestResult = z.infer<typeof TestResult>;

export const GroupScore = z.object({
  name: z.string(),
  points: z.number().nonnegative(),
  earned: z.number().nonnegative(),
  passed: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
  /** Its points come only when all its tests pass. Verdicts of earlier versions do not say. */
  allOrNothing: z.boolean().optional(),
});
export type GroupScore = z.infer<typeof GroupScore>;

/** The whole verdict of one attempt as stored. Learners see it only through the feedback policy. */
export const Verdict = z.object({
  outcome: Outcome,
  /** 0–100, or null when nothing is scored (system errors and public runs). */
  score: z.number().min(0).max(100).nullable(),
  /** One sentence: what ended the run. */
  cause: z.string().max(1000),
  /** One sentence: what the learner can do next. */
  nextStep: z.string().max(1000),
  limits: z.array(LimitUse),
  groups: z.array(GroupScore),
  tests: z.array(TestResult),
  usage: ResourceUse.nullable(),
  /** Tail of the build or compile output, sanitised and capped. */
  buildOutput: z.string(),
  /** Tail of the learner's own stdout and stderr, sanitised and capped. */
  logTail: z.string(),
  /** What is needed to replay the run. */
  provenance: z.object({
    exerciseVersion: z.string(),
    seed: z.string(),
    runnerVersion: z.string(),
    images: z.record(z.string(), z.string()),
  }),
});
export type Verdict = z.infer<typeof Verdict>;
