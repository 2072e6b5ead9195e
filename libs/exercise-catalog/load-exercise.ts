import type { Exercise, LintProblem, Solution } from './exercise.js';
import { readExercise } from './read-exercise.js';

export type LoadedExercise =
  | { readonly ok: true; readonly exercise: Exercise; readonly solutions: readonly Solution[] }
  | { readonly ok: false; readonly problems: readonly LintProblem[] };

/** Loads the exercise in a folder, or every mistake and warning of it when it has a mistake. Runs nothing. */
export async function loadExercise(dir: string): Promise<LoadedExercise> {
  const { exercise, solutions, problems } = await readExercise(dir);
  const broken = problems.some((problem) => problem.severity === 'error');
  return broken || exercise === null ? { ok: false, problems } : { ok: true, exercise, solutions };
}

/** Every mistake and warning of an exercise folder, sorted by file and place. Runs nothing. */
export async function lintExercise(dir: string): Promise<readonly LintProblem[]> {
  return (await readExercise(dir)).problems;
}
