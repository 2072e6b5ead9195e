import { z } from 'zod';
import { SubmissionFile } from './files/submission-file.js';
import { Seed } from './ids.js';
import { ExerciseKind, ServiceName, SpokenProtocol } from './runtimes.js';
import { TestFailure } from './test-failure.js';

/**
 * The grader protocol: newline-delimited JSON between worker and grader, on a stream only those two hold.
 * Worker → grader on the grader's stdin, grader → worker on its stdout. See docs/GRADER-PROTOCOL.md.
 */
export const GRADER_PROTOCOL_VERSION = 2;

/** Caps of one stream. Passing one of them ends the run and is never a pass. */
export const GRADER_STREAM_LIMITS = {
  maxFrameBytes: 64 * 1024,
  maxStreamBytes: 8 * 1024 * 1024,
  maxTests: 500,
} as const;

export const SubjectInstance = z.object({ index: z.number().int().nonnegative(), port: z.number().int() });
export type SubjectInstance = z.infer<typeof SubjectInstance>;

/** How the grader reaches a service, with the grader's own role. */
export const ServiceAccess = z.object({
  name: ServiceName,
  port: z.number().int(),
  user: z.string(),
  password: z.string(),
  /** The learner's own role, as handed to the subject, so that suites can ask what the learner could do. */
  subjectUser: z.string(),
  subjectPassword: z.string(),
});
export type ServiceAccess = z.infer<typeof ServiceAccess>;

/** An HTTP server that the grader plays, and where it listens before learner code starts. */
export const UpstreamPort = z.object({ name: z.string(), port: z.number().int() });
export type UpstreamPort = z.infer<typeof UpstreamPort>;

export const SuiteFile = z.object({ path: z.string(), content: z.string() });
export type SuiteFile = z.infer<typeof SuiteFile>;

/** What a suite can ask the worker to do to a container of its own pod. */
export const ControlAction = z.discriminatedUnion('action', [
  /** Ask the program to end: SIGTERM, then wait up to `graceMs` for it to exit by itself. */
  z.object({
    action: z.literal('terminate'),
    instance: z.number().int(),
    graceMs: z.number().int().positive().max(30_000),
  }),
  /** kill -9. */
  z.object({ action: z.literal('kill'), instance: z.number().int() }),
  /** Start it again (killing it first when it runs), with the same files and a fresh disk. */
  z.object({ action: z.literal('restart'), instance: z.number().int() }),
  z.object({ action: z.literal('pause'), target: z.union([ServiceName, z.number().int()]) }),
  z.object({ action: z.literal('resume'), target: z.union([ServiceName, z.number().int()]) }),
  /** Kill a service / start it again, empty. */
  z.object({ action: z.literal('stop-service'), service: ServiceName }),
  z.object({ action: z.literal('start-service'), service: ServiceName }),
  /** The last bytes of an instance's stdout and stderr. */
  z.object({ action: z.literal('read-logs'), instance: z.number().int() }),
  /** What an instance uses now. */
  z.object({ action: z.literal('read-usage'), instance: z.number().int() }),
]);
export type ControlAction = z.infer<typeof ControlAction>;

/** What `control-result` carries back in `value`, by action. */
export interface ControlValues {
  readonly terminate: {
    readonly exited: boolean;
    readonly exitCode: number | null;
    readonly afterMs: number;
  };
  readonly 'read-logs': { readonly text: string };
  readonly 'read-usage': { readonly memoryBytes: number; readonly cpuMs: number; readonly processes: number };
}

export const WorkerFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('load'),
    protocol: z.literal(GRADER_PROTOCOL_VERSION),
    kind: ExerciseKind,
    /** Of a service; `http` when it is not said. */
    speaks: SpokenProtocol.optional(),
    files: z.array(SuiteFile),
    seed: Seed,
    /** Shuffles the order of tests within and between groups when set. */
    shuffleSeed: Seed.optional(),
    /** Empty for an `artifact`: nothing of the learner's runs. */
    subjects: z.array(SubjectInstance),
    services: z.array(ServiceAccess),
    upstreams: z.array(UpstreamPort).optional(),
    testTimeoutMs: z.number().int().positive(),
    startTimeoutMs: z.number().int().positive(),
    /** Highest number of times the subject is started again after it crashed, before the rest is `not-run`. */
    maxCrashRestarts: z.number().int().nonnegative(),
  }),
  /** Every subject instance's program is started (after its build): wait for readiness and run. */
  z.object({ type: z.literal('subject-started') }),
  /** In the place of `subject-started` for an `artifact`: the learner's files, as they were submitted. */
  z.object({ type: z.literal('artifact'), files: z.array(SubmissionFile) }),
  /** An instance ended without being asked to. */
  z.object({
    type: z.literal('subject-exited'),
    instance: z.number().int(),
    exitCode: z.number().int().nullable(),
    oomKilled: z.boolean(),
  }),
  z.object({
    type: z.literal('control-result'),
    id: z.number().int(),
    ok: z.boolean(),
    value: z.unknown().optional(),
    error: z.string().optional(),
  }),
]);
export type WorkerFrame = z.infer<typeof WorkerFrame>;

export const PlannedTest = z.object({
  id: z.string().min(1).max(300),
  group: z.string().min(1).max(100),
  title: z.string().min(1).max(200),
});
export type PlannedTest = z.infer<typeof PlannedTest>;

export const GraderFrame = z.discriminatedUnion('type', [
  /** The runner core is loaded and waits for `load`. */
  z.object({ type: z.literal('hello'), protocol: z.number().int(), runnerVersion: z.string() }),
  /** Services answer and the suite is read; sent before any learner code starts. */
  z.object({ type: z.literal('plan'), tests: z.array(PlannedTest).max(GRADER_STREAM_LIMITS.maxTests) }),
  /** The suite or a service could not be made ready; always before learner code starts, so always our fault. */
  z.object({ type: z.literal('load-failed'), message: z.string().max(4096) }),
  /** Every instance answers. */
  z.object({ type: z.literal('subject-ready'), afterMs: z.number().nonnegative() }),
  z.object({ type: z.literal('subject-not-ready'), message: z.string().max(4096) }),
  /** `atUs`: by the kernel's monotonic clock, in microseconds. */
  z.object({ type: z.literal('test-start'), id: z.string(), atUs: z.number().nonnegative().optional() }),
  z.object({
    type: z.literal('test-end'),
    id: z.string(),
    status: z.enum(['passed', 'failed']),
    durationMs: z.number().nonnegative(),
    failure: TestFailure.optional(),
  }),
  z.object({ type: z.literal('control'), id: z.number().int().nonnegative(), request: ControlAction }),
  z.object({
    type: z.literal('done'),
    passed: z.number().int().nonnegative(),
    failed: z.number().int().nonnegative(),
  }),
]);
export type GraderFrame = z.infer<typeof GraderFrame>;
