import type { Exercise, Solution } from '#exercise-catalog';
import { labelProgram } from '#exercise-catalog';
import { CommandError } from '../exit-code.js';
import type { ProgramToRun } from './run-programs.js';

/** Everything that proves an exercise: its starters, then its accepted, then its rejected solutions. */
export function listPrograms(exercise: Exercise, solutions: readonly Solution[]): ProgramToRun[] {
  const starters = exercise.manifest.runtimes.map((runtime): ProgramToRun => ({
    program: { runtime, role: 'starter', name: 'starter', expectation: null },
    files: exercise.starters[runtime] ?? [],
  }));
  const programs = solutions.map((solution) => toProgram(solution));
  const inRole = (role: string) => programs.filter(({ program }) => program.role === role);
  return [...starters, ...inRole('accepted'), ...inRole('rejected')];
}

function toProgram({ runtime, name, files, expectation }: Solution): ProgramToRun {
  return {
    program: { runtime, role: expectation === null ? 'accepted' : 'rejected', name, expectation },
    files,
  };
}

/**
 * The programs whose label holds one of the texts, e.g. `node/rejected` or `forgets-expiry`; all without any.
 * @throws CommandError when a text fits none
 */
export function selectPrograms(programs: readonly ProgramToRun[], only: readonly string[]): ProgramToRun[] {
  const fits = (entry: ProgramToRun, text: string) => labelProgram(entry.program).includes(text);
  const unknown = only.find((text) => !programs.some((entry) => fits(entry, text)));
  if (unknown !== undefined) {
    const labels = programs.map(({ program }) => `  ${labelProgram(program)}`).join('\n');
    throw new CommandError(`no program fits ${unknown}; there are\n${labels}`);
  }
  return programs.filter((entry) => only.length === 0 || only.some((text) => fits(entry, text)));
}
