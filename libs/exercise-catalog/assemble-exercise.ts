import { RuntimeName, type ExerciseSlug, type SubmissionFile, type SuiteFile } from '#contracts';
import type { Exercise, Solution, Walkthrough } from './exercise.js';
import type { ExerciseLayout, ProgramFolder, SolutionFolder } from './folder/exercise-layout.js';
import type { FolderContent } from './folder/read-folder.js';
import type { SourceText } from './folder/source-text.js';
import { hashExercise } from './hash-exercise.js';
import type { Documents } from './lint/read-documents.js';
import type { ExerciseManifest, RejectedExpectation } from './manifest.js';

/** The exercise that a folder's parts make, or null when one of its documents could not be read. */
export function assembleExercise(
  slug: ExerciseSlug,
  { manifest, statement, hints }: Documents,
  layout: ExerciseLayout,
  folder: FolderContent,
): Exercise | null {
  if (manifest === null || statement === null || hints === null) return null;
  return {
    slug,
    version: hashExercise(
      [...folder.files.values()].map(({ path, text }) => ({ path, content: text })),
      manifest.walkthrough?.solutions,
    ),
    manifest,
    statement,
    hints,
    starters: toStarters(layout.starters),
    publicSuite: layout.publicTests.map(toSuiteFile),
    hiddenSuite: layout.hiddenTests.map(toSuiteFile),
    walkthrough: toWalkthrough(manifest, layout),
  };
}

/** The solution in a folder; none when the folder is for a runtime that does not exist. */
export function assembleSolution(
  { runtime, name, files }: SolutionFolder,
  expectation: RejectedExpectation | null,
): Solution[] {
  const known = RuntimeName.safeParse(runtime);
  return known.success ? [{ runtime: known.data, name, files, expectation }] : [];
}

function toWalkthrough({ walkthrough }: ExerciseManifest, layout: ExerciseLayout): Walkthrough | null {
  if (walkthrough === undefined || layout.walkthrough === undefined) return null;
  const named = layout.solutions.filter(({ path }) => walkthrough.solutions.includes(path));
  const solutions = named.flatMap(({ runtime, name, files }) => {
    const known = RuntimeName.safeParse(runtime);
    return known.success ? [{ runtime: known.data, name, files }] : [];
  });
  return { text: layout.walkthrough.text, solutions };
}

function toStarters(starters: readonly ProgramFolder[]): Exercise['starters'] {
  const byRuntime: Partial<Record<RuntimeName, readonly SubmissionFile[]>> = {};
  for (const { runtime, files } of starters) {
    const known = RuntimeName.safeParse(runtime);
    if (known.success) byRuntime[known.data] = files;
  }
  return byRuntime;
}

function toSuiteFile({ path, text }: SourceText): SuiteFile {
  return { path, content: text };
}
