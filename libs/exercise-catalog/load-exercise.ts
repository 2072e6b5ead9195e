import type { ExerciseSlug, SubmissionFile } from '#contracts';
import type { Exercise, LintProblem, Solution } from './exercise.js';
import { readFiles } from './folder/read-files.js';
import { readExercise, readExerciseContent, type ExerciseReading } from './read-exercise.js';

/** A loaded exercise has warnings at most; `problems` of another one has its mistakes too. */
export type LoadedExercise =
  | {
      readonly ok: true;
      readonly exercise: Exercise;
      readonly solutions: readonly Solution[];
      readonly problems: readonly LintProblem[];
    }
  | { readonly ok: false; readonly problems: readonly LintProblem[] };

/** Loads the exercise in a folder, or every mistake and warning of it when it has a mistake. Runs nothing. */
export async function loadExercise(dir: string): Promise<LoadedExercise> {
  return toLoaded(await readExercise(dir));
}

/** Loads an exercise from the files of its folder, which need not be on a disk. Paths are relative to the folder. */
export function loadExerciseFiles(slug: ExerciseSlug, files: readonly SubmissionFile[]): LoadedExercise {
  return toLoaded(readExerciseContent(slug, readFiles(files)));
}

/** Every mistake and warning of an exercise folder, sorted by file and place. Runs nothing. */
export async function lintExercise(dir: string): Promise<readonly LintProblem[]> {
  return (await readExercise(dir)).problems;
}

function toLoaded({ exercise, solutions, problems }: ExerciseReading): LoadedExercise {
  const broken = problems.some((problem) => problem.severity === 'error');
  return broken || exercise === null ? { ok: false, problems } : { ok: true, exercise, solutions, problems };
}
