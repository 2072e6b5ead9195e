import type { ExerciseSlug, SubmissionFile } from '#contracts';
import type { Exercise, LintProblem, Solution } from './exercise.js';
import { readFiles } from './folder/read-files.js';
import { readFolder } from './folder/read-folder.js';
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

/** The text files of an exercise folder, as they are sent to a server. What cannot be read is lint's to tell. */
export async function readExerciseFiles(dir: string): Promise<SubmissionFile[]> {
  const { files } = await readFolder(dir);
  return [...files.values()].map(({ path, text }) => ({ path, content: text }));
}

/** Every mistake and warning of an exercise folder, sorted by file and place. Runs nothing. */
export async function lintExercise(dir: string): Promise<readonly LintProblem[]> {
  return (await readExercise(dir)).problems;
}

function toLoaded({ exercise, solutions, problems }: ExerciseReading): LoadedExercise {
  const broken = problems.some((problem) => problem.severity === 'error');
  return broken || exercise === null ? { ok: false, problems } : { ok: true, exercise, solutions, problems };
}
