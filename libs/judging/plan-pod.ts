import type { RuntimeName, Seed, SubmissionFile, SubmissionMode } from '#contracts';
import type { Exercise } from '#exercise-catalog';
import type { PodLimits, PodPlan, PodShape } from './pod-runner.js';

/** The operator's ceilings. An exercise that asks for more gets these. */
export interface OperatorCaps {
  readonly memoryMib: number;
  readonly cpus: number;
  readonly processes: number;
  readonly diskMib: number;
  readonly wallTimeoutMs: number;
}

export interface PodOrder {
  readonly taskId: string;
  readonly attempt: number;
  readonly exercise: Exercise;
  readonly runtime: RuntimeName;
  readonly mode: SubmissionMode;
  readonly files: readonly SubmissionFile[];
  readonly seed: Seed;
  readonly shuffleSeed?: Seed | undefined;
  readonly caps: OperatorCaps;
  /** Proofs and rejudges, which leave pods made ahead to learners. */
  readonly aside?: boolean;
}

type AskedLimits = Exercise['manifest']['limits'];

/** A crashed program is started again before the next test, so that one crash costs one test; this often at most. */
const MAX_CRASH_RESTARTS = 5;

/** Turns what was submitted into everything one attempt needs. Pure. */
export function planPod(order: PodOrder): PodPlan {
  const { manifest } = order.exercise;
  return {
    taskId: order.taskId,
    attempt: order.attempt,
    kind: manifest.kind,
    speaks: manifest.speaks,
    runtime: order.runtime,
    services: manifest.services,
    upstreams: manifest.upstreams,
    instances: manifest.kind === 'artifact' ? 0 : manifest.instances,
    limits: capLimits(manifest.limits, order.caps),
    suiteName: `${order.exercise.slug} ${order.mode === 'public' ? 'public' : 'hidden'}`,
    suite: order.mode === 'public' ? order.exercise.publicSuite : order.exercise.hiddenSuite,
    files: order.files,
    seed: order.seed,
    ...(order.shuffleSeed === undefined ? {} : { shuffleSeed: order.shuffleSeed }),
    maxCrashRestarts: MAX_CRASH_RESTARTS,
    aside: order.aside ?? false,
  };
}

/** The shape of a pod for a program that has the pod to itself. */
export function plainShape(runtime: RuntimeName, limits: AskedLimits, caps: OperatorCaps): PodShape {
  const alone = { services: [], upstreams: [], instances: 1 };
  return { kind: 'service', runtime, ...alone, limits: capLimits(limits, caps) };
}

function capLimits(asked: AskedLimits, caps: OperatorCaps): PodLimits {
  return {
    memoryMib: Math.min(asked.memoryMib, caps.memoryMib),
    cpus: Math.min(asked.cpus, caps.cpus),
    processes: Math.min(asked.processes, caps.processes),
    diskMib: Math.min(asked.diskMib, caps.diskMib),
    outputBytes: asked.outputKib * 1024,
    buildTimeoutMs: asked.buildTimeoutMs,
    startTimeoutMs: asked.startTimeoutMs,
    testTimeoutMs: asked.testTimeoutMs,
    wallTimeoutMs: Math.min(asked.wallTimeoutMs, caps.wallTimeoutMs),
  };
}
