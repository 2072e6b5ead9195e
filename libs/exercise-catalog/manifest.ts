import { z } from 'zod';
import {
  ExerciseId,
  ExerciseKind,
  FeedbackPolicy,
  Outcome,
  RuntimeName,
  ServiceName,
  SpokenProtocol,
} from '#contracts';

/** One group of hidden tests: a top-level `describe` of the hidden suite, by its title. */
export const GroupManifest = z.strictObject({
  name: z.string().min(1).max(100).describe('Title of the top-level describe block in tests/hidden.'),
  points: z
    .number()
    .int()
    .min(1)
    .max(100)
    .describe('Weight of the group; the tests of a group share its points evenly.'),
  allOrNothing: z
    .boolean()
    .default(false)
    .describe('The points count only when every test of the group passes.'),
  feedback: FeedbackPolicy.optional().describe('Overrides the exercise’s feedback policy for this group.'),
  hint: z
    .string()
    .max(500)
    .optional()
    .describe('What the learner reads on failure where the policy is `hint`.'),
});

const Limits = z.strictObject({
  memoryMib: z.number().int().min(32).max(4096).default(256),
  cpus: z.number().min(0.1).max(4).default(1),
  // Node starts with 13.
  processes: z.number().int().min(16).max(512).default(64),
  diskMib: z.number().int().min(1).max(1024).default(32),
  outputKib: z.number().int().min(1).max(16384).default(1024),
  buildTimeoutMs: z.number().int().min(1000).max(120_000).default(20_000),
  startTimeoutMs: z.number().int().min(500).max(60_000).default(10_000),
  testTimeoutMs: z.number().int().min(100).max(60_000).default(5_000),
  wallTimeoutMs: z.number().int().min(1000).max(600_000).default(60_000),
});

/** Of an exercise that asks for nothing special. */
export const DEFAULT_LIMITS = Limits.parse({});

/** `exercise.yaml`, as authors write it. */
export const ExerciseManifest = z.strictObject({
  id: ExerciseId.describe('A UUID that stays the same when the folder is renamed.'),
  title: z.string().min(3).max(80),
  summary: z.string().min(10).max(200).describe('One sentence for lists.'),
  kind: ExerciseKind,
  speaks: SpokenProtocol.default('http').describe(
    'What a service answers in: HTTP/1.1, or gRPC without TLS.',
  ),
  topics: z.array(z.string().min(2).max(40)).min(1).max(12),
  runtimes: z.array(RuntimeName).min(1),
  services: z.array(ServiceName).default([]),
  upstreams: z
    .array(
      z
        .string()
        .max(20)
        .regex(/^[a-z][a-z0-9]*$/, 'a lower-case word of letters and digits'),
    )
    .max(8)
    .default([])
    .describe('HTTP servers that the grader plays; the program finds each at UPSTREAM_<NAME>_URL.'),
  instances: z
    .number()
    .int()
    .min(1)
    .max(3)
    .default(1)
    .describe('How many instances of the program run side by side.'),
  points: z.number().int().min(1).max(1000).describe('What full marks are worth on a leaderboard.'),
  minutes: z.number().int().min(5).max(1200).describe('How long a prepared learner needs.'),
  feedback: FeedbackPolicy.default('message'),
  limits: Limits.prefault({}),
  groups: z.array(GroupManifest).min(1),
  walkthrough: z
    .strictObject({
      solutions: z
        .array(
          z
            .string()
            .max(200)
            .regex(
              /^solutions\/[^/]+\/accepted\/[^/]+$/,
              'name the folder of an accepted solution: solutions/<runtime>/accepted/<name>',
            ),
        )
        .min(1)
        .describe(
          'Folders of the accepted solutions that walkthrough.md is about, at most one for each runtime.',
        ),
    })
    .optional()
    .describe('What a learner may read after passing: walkthrough.md and these solutions.'),
  starterFloor: z
    .number()
    .min(0)
    .max(99)
    .default(0)
    .describe('Highest score the untouched starter may reach.'),
});
export type ExerciseManifest = z.infer<typeof ExerciseManifest>;

/** `expect.yaml` of a rejected solution: what it must be rejected for. */
export const RejectedExpectation = z.strictObject({
  outcome: Outcome.exclude(['accepted', 'system-error']).describe('What the submission comes to.'),
  fails: z
    .array(z.string())
    .describe('Ids (`group › title`) of exactly the hidden tests that must fail; empty when none can run.'),
  message: z
    .string()
    .min(5)
    .optional()
    .describe(
      'Text that the learner must be able to read in a failed test’s message or the verdict’s cause.',
    ),
  because: z.string().min(10).describe('The mistake, in one sentence, for the next author.'),
});
export type RejectedExpectation = z.infer<typeof RejectedExpectation>;
