import type { SubmissionFile } from '#contracts';
import type { Exercise, ProofProgram, Solution } from '#exercise-catalog';

/** A program of the author's with its files. */
export interface ProgramToRun {
  readonly program: ProofProgram;
  readonly files: readonly SubmissionFile[];
}

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
