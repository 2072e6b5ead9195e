import { setTimeout as delay } from 'node:timers/promises';
import { PlatformFault, type SubmissionFile, type Verdict } from '#contracts';
import type { Exercise, ObservedRun, ProgramRuns, ProofProgram } from '#exercise-catalog';
import { showVerdict } from '#judging';
import type { LocalJudge } from '../local/local-judge.js';

/** A program of the author's with its files. */
export interface ProgramToRun {
  readonly program: ProofProgram;
  readonly files: readonly SubmissionFile[];
}

export interface RunPlan {
  readonly exercise: Exercise;
  readonly programs: readonly ProgramToRun[];
  readonly repeats: number;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onStart: (program: ProofProgram, repeat: number) => void;
  /** Called when the last repeat of a program has ended. */
  readonly onProgram: (done: ProgramRuns) => void;
}

/** Runs every program `repeats` times, a few at once, and keeps what came of it. */
export async function runPrograms(judge: LocalJudge, plan: RunPlan): Promise<ProgramRuns[]> {
  const observed = plan.programs.map(({ program }) => ({ program, runs: [] as ObservedRun[] }));
  const queue = plan.programs.flatMap((entry, index) =>
    Array.from({ length: plan.repeats }, (_, repeat) => ({ entry, index, repeat: repeat + 1 })),
  );
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      plan.signal.throwIfAborted();
      const { entry, index, repeat } = next;
      plan.onStart(entry.program, repeat);
      const run = await observe(judge, plan, entry);
      const own = observed[index];
      own?.runs.push(run);
      if (own?.runs.length === plan.repeats) plan.onProgram(own);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, plan.concurrency) }, work));
  return observed;
}

const TRIES = 2;
const PAUSE_MS = 1_000;

/** A fault of the platform gets a second try; then it is told as one, never held against the exercise. */
async function observe(
  judge: LocalJudge,
  plan: RunPlan,
  { program, files }: ProgramToRun,
): Promise<ObservedRun> {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      const verdict = await judge.run({
        exercise: plan.exercise,
        runtime: program.runtime,
        files,
        mode: 'graded',
        shuffled: true,
        signal: plan.signal,
      });
      return toObservedRun(verdict, plan.exercise);
    } catch (error) {
      plan.signal.throwIfAborted();
      if (!(error instanceof PlatformFault)) throw error;
      if (left === 0) return unjudged(error);
      await delay(PAUSE_MS, undefined, { signal: plan.signal });
    }
  }
}

function toObservedRun(verdict: Verdict, exercise: Exercise): ObservedRun {
  const shown = showVerdict(verdict, exercise, { mode: 'graded', staff: false, passed: false });
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
