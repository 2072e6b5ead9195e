import { setTimeout as delay } from 'node:timers/promises';
import {
  PlatformFault,
  type PlannedTest,
  type RuntimeName,
  type SubmissionFile,
  type TestResult,
  type Verdict,
} from '#contracts';
import type { Exercise, ObservedRun, ProgramRuns, ProofProgram } from '#exercise-catalog';
import { NO_COHORTS } from '../decide-release.js';
import { showVerdict } from '../show-verdict.js';
import type { ProgramToRun } from './list-programs.js';

/** One run of a program against the hidden suite, its tests in another order each time. */
export interface ProgramOrder {
  readonly exercise: Exercise;
  readonly runtime: RuntimeName;
  readonly files: readonly SubmissionFile[];
  readonly mode: 'graded';
  readonly shuffled: true;
  readonly signal: AbortSignal;
  readonly onPlan?: (tests: readonly PlannedTest[]) => void;
  readonly onResult?: (result: TestResult) => void;
}

/** Judges and scores programs: on a worker's engine, or on an author's machine. */
export interface ProgramJudge {
  /** @throws PlatformFault when the pod could not be brought to the point where the program starts */
  run(order: ProgramOrder): Promise<Verdict>;
}

export interface RunPlan {
  readonly exercise: Exercise;
  readonly programs: readonly ProgramToRun[];
  readonly repeats: number;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** After a fault of the platform that stays: note the run as unjudged and go on, or throw the fault. */
  readonly whenUnjudged: 'note' | 'throw';
  readonly onStart?: (program: ProofProgram, repeat: number) => void;
  /** Called with the tests of the suite, in its order, before those of a run are told. */
  readonly onPlan?: (tests: readonly PlannedTest[]) => void;
  readonly onTest?: (program: ProofProgram, result: TestResult) => void;
  /** Called when a run has ended, with the runs of its program so far. */
  readonly onRun?: (entry: ProgramRuns) => void;
}

/** Runs every program `repeats` times, a few at once, and keeps what came of it. */
export async function runPrograms(judge: ProgramJudge, plan: RunPlan): Promise<ProgramRuns[]> {
  const observed = plan.programs.map(({ program }) => ({ program, runs: [] as ObservedRun[] }));
  const queue = plan.programs.flatMap((entry, index) =>
    Array.from({ length: plan.repeats }, (_, repeat) => ({ entry, index, repeat: repeat + 1 })),
  );
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      plan.signal.throwIfAborted();
      const { entry, index, repeat } = next;
      plan.onStart?.(entry.program, repeat);
      const run = await observe(judge, plan, entry);
      const own = observed[index];
      own?.runs.push(run);
      if (own !== undefined) plan.onRun?.(own);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, plan.concurrency) }, work));
  return observed;
}

const TRIES = 2;
const PAUSE_MS = 1_000;

/** A fault of the platform gets a second try; then it is told as one, never held against the exercise. */
async function observe(judge: ProgramJudge, plan: RunPlan, entry: ProgramToRun): Promise<ObservedRun> {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return toObservedRun(await judge.run(toOrder(plan, entry)), plan.exercise);
    } catch (error) {
      plan.signal.throwIfAborted();
      if (!(error instanceof PlatformFault)) throw error;
      if (left === 0 && plan.whenUnjudged === 'throw') throw error;
      if (left === 0) return unjudged(error);
      await delay(PAUSE_MS, undefined, { signal: plan.signal });
    }
  }
}

function toOrder(plan: RunPlan, { program, files }: ProgramToRun): ProgramOrder {
  return {
    exercise: plan.exercise,
    runtime: program.runtime,
    files,
    mode: 'graded',
    shuffled: true,
    signal: plan.signal,
    onPlan: (tests) => plan.onPlan?.(tests),
    onResult: (result) => plan.onTest?.(program, result),
  };
}

function toObservedRun(verdict: Verdict, exercise: Exercise): ObservedRun {
  const shown = showVerdict(verdict, exercise, {
    mode: 'graded',
    staff: false,
    passed: false,
    release: NO_COHORTS,
  });
  return {
    outcome: verdict.outcome,
    score: verdict.score ?? 0,
    tests: verdict.tests,
    readable: [
      ...shown.tests.flatMap((test) => test.message ?? []),
      shown.cause,
      shown.buildOutput,
      shown.logTail,
    ],
    cause: verdict.cause,
    usage: verdict.usage,
  };
}

function unjudged(fault: PlatformFault): ObservedRun {
  return {
    outcome: 'system-error',
    score: 0,
    tests: [],
    readable: [],
    cause: `${fault.message} (${fault.code})`,
    usage: null,
  };
}
