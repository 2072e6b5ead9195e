import {
  labelProgram,
  proveExercise,
  type Exercise,
  type ExerciseProof,
  type ProgramRuns,
  type Solution,
} from '#exercise-catalog';
import { listPrograms, runPrograms } from '#judging';
import type { Context } from '../context.js';
import type { LocalJudge } from '../local/local-judge.js';
import { RunProgress } from './run-progress.js';
import { selectPrograms } from './select-programs.js';
import { throttle } from './throttle.js';

export interface VerifyOptions {
  readonly repeats: number;
  readonly concurrency: number;
  readonly only: readonly string[];
  /** Percent of the processor time that the limits allow. */
  readonly throttle?: number;
  /** Nothing but the report on stdout. */
  readonly quiet: boolean;
}

/** Runs an exercise's own programs on this machine and holds what came of it against what its author promised. */
export async function verifyExercise(
  context: Context,
  judge: LocalJudge,
  { exercise, solutions }: { exercise: Exercise; solutions: readonly Solution[] },
  options: VerifyOptions,
): Promise<{ proof: ExerciseProof; programs: readonly ProgramRuns[] }> {
  const selected = selectPrograms(listPrograms(exercise, solutions), options.only);
  const progress = new RunProgress(context.terminal, {
    ...options,
    total: selected.length * options.repeats,
  });
  const programs = await runPrograms(judge, {
    exercise: options.throttle === undefined ? exercise : throttle(exercise, options.throttle),
    programs: selected,
    repeats: options.repeats,
    concurrency: options.concurrency,
    signal: context.signal,
    whenUnjudged: 'note',
    onStart: (program, repeat) => progress.start(labelProgram(program), repeat),
    onRun: ({ program, runs }) => {
      const outcomes = [...new Set(runs.map((run) => run.outcome))].join(' / ');
      progress.end(labelProgram(program), runs.length, outcomes);
    },
  });
  context.terminal.show('');
  const whole = options.only.length === 0;
  return { proof: proveExercise({ manifest: exercise.manifest, programs, whole }), programs };
}
