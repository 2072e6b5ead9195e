import {
  labelProgram,
  proveExercise,
  type Exercise,
  type ExerciseProof,
  type ProgramRuns,
  type ProofProgram,
  type Solution,
} from '#exercise-catalog';
import { listPrograms, runPrograms } from '#judging';
import type { Context } from '../context.js';
import type { LocalJudge } from '../local/local-judge.js';
import type { Terminal } from '../terminal/terminal.js';
import { selectPrograms } from './select-programs.js';

export interface VerifyOptions {
  readonly repeats: number;
  readonly concurrency: number;
  readonly only: readonly string[];
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
  const progress = new Progress(context.terminal, selected.length * options.repeats, options);
  const programs = await runPrograms(judge, {
    exercise,
    programs: selected,
    repeats: options.repeats,
    concurrency: options.concurrency,
    signal: context.signal,
    whenUnjudged: 'note',
    onStart: (program, repeat) => progress.start(program, repeat),
    onRun: (entry) => progress.end(entry),
  });
  context.terminal.show('');
  const whole = options.only.length === 0;
  return { proof: proveExercise({ manifest: exercise.manifest, programs, whole }), programs };
}

class Progress {
  private started = 0;

  constructor(
    private readonly terminal: Terminal,
    private readonly total: number,
    private readonly options: Pick<VerifyOptions, 'repeats' | 'quiet'>,
  ) {}

  start(program: ProofProgram, repeat: number): void {
    this.started += 1;
    const turn = this.options.repeats === 1 ? '' : ` (${repeat} of ${this.options.repeats})`;
    if (!this.options.quiet)
      this.terminal.show(`run ${this.started} of ${this.total}  ${labelProgram(program)}${turn}`);
  }

  /** A terminal shows the matrix at the end; a log shows that things move. */
  end({ program, runs }: ProgramRuns): void {
    if (this.terminal.live || this.options.quiet || runs.length < this.options.repeats) return;
    const outcomes = [...new Set(runs.map((run) => run.outcome))].join(' / ');
    this.terminal.print(`ran ${labelProgram(program)}: ${outcomes}`);
  }
}
