import { basename, resolve } from 'node:path';
import { ExerciseSlug } from '#contracts';
import { assembleExercise, assembleSolution } from './assemble-exercise.js';
import type { Exercise, LintProblem, Solution } from './exercise.js';
import { layOut, type ExerciseLayout } from './folder/exercise-layout.js';
import { readFolder, type FolderContent } from './folder/read-folder.js';
import { fileProblem } from './folder/source-text.js';
import { readDocuments, type Documents } from './lint/read-documents.js';
import { findUnprovenTests, readExpectation } from './lint/check-expectations.js';
import { checkCoverage, checkProgram } from './lint/check-programs.js';
import { checkGroups, checkSuite } from './lint/check-suites.js';
import { checkWalkthrough } from './lint/check-walkthrough.js';
import { scanSuite, type ScannedSuite } from './lint/scan-suite.js';

/** An exercise folder read once: what it holds, as far as it can be read, and all that is wrong with it. */
export interface ExerciseReading {
  /** null when its name, its manifest or a document cannot be read. */
  readonly exercise: Exercise | null;
  readonly solutions: readonly Solution[];
  readonly problems: readonly LintProblem[];
  /** A problem at a value of the manifest. */
  readonly inManifest: (path: readonly PropertyKey[], message: string) => LintProblem;
}

/** Reads an exercise folder and checks everything that can be checked without running it. */
export async function readExercise(dir: string): Promise<ExerciseReading> {
  return readExerciseContent(basename(resolve(dir)), await readFolder(dir));
}

/** The same for a folder that was read already. @param name of the folder */
export function readExerciseContent(name: string, folder: FolderContent): ExerciseReading {
  const layout = layOut(folder);
  const slug = ExerciseSlug.safeParse(name);
  const documents = readDocuments(layout);
  const hidden = layout.hiddenTests.map(scanSuite);
  const expectations = layout.solutions.map((solution) => readExpectation(solution, hidden));
  const known = expectations.flatMap(({ expectation }) => expectation ?? []);
  const expected = layout.solutions.filter(({ verdict }) => verdict === 'rejected').length;
  const problems = [
    ...(slug.success
      ? []
      : [fileProblem('.', 'the folder’s name is not a slug: lower-case words joined by hyphens')]),
    ...layout.problems,
    ...documents.problems,
    ...checkSuite('tests/public', layout.publicTests.map(scanSuite)),
    ...checkSuite('tests/hidden', hidden),
    ...checkAgainstManifest(documents, layout, hidden),
    ...[...layout.starters, ...layout.solutions].flatMap(checkProgram),
    ...expectations.flatMap((reading) => reading.problems),
    ...(expected > 0 && known.length === expected ? findUnprovenTests(known, hidden) : []),
  ];
  return {
    exercise: slug.success ? assembleExercise(slug.data, documents, layout, folder) : null,
    solutions: layout.solutions.flatMap((solution, index) =>
      assembleSolution(solution, expectations[index]?.expectation ?? null),
    ),
    problems: problems.sort(byPlace),
    inManifest: (path, message) =>
      documents.reading?.problemAt(path, message) ?? fileProblem('exercise.yaml', message),
  };
}

function checkAgainstManifest(
  { manifest, reading }: Documents,
  layout: ExerciseLayout,
  hidden: readonly ScannedSuite[],
): LintProblem[] {
  if (manifest === null || reading === null) return [];
  return [
    ...checkGroups(manifest, reading, hidden),
    ...checkCoverage(manifest, layout.starters, layout.solutions),
    ...checkWalkthrough(manifest, reading, layout),
  ];
}

function byPlace(a: LintProblem, b: LintProblem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
