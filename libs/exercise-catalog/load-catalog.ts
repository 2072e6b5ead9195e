import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Exercise, LintProblem } from './exercise.js';
import { readFolder } from './folder/read-folder.js';
import { readTrack } from './lint/read-track.js';
import { readExercise, type ExerciseReading } from './read-exercise.js';
import type { Track } from './track.js';

/** Everything in an exercises folder that can be used, and what is wrong with the rest. */
export interface Catalog {
  readonly exercises: readonly Exercise[];
  readonly tracks: readonly Track[];
  /** By folder name; `tracks` for the tracks. Folders without problems have no entry. */
  readonly problems: ReadonlyMap<string, readonly LintProblem[]>;
}

const TRACKS = 'tracks';

/**
 * Loads every exercise and track below `dir`. A broken exercise is left out and listed; the others load.
 * A track that names an exercise that is not there is listed, and loads without it.
 */
export async function loadCatalog(dir: string): Promise<Catalog> {
  const slugs = await listExerciseFolders(dir);
  const problems = new Map<string, LintProblem[]>();
  const exercises: Exercise[] = [];
  for (const slug of slugs) {
    const reading = await readExercise(join(dir, slug));
    const found = [...reading.problems, ...findTakenId(reading, exercises)];
    if (found.length > 0) problems.set(slug, found);
    const broken = found.some((problem) => problem.severity === 'error');
    if (!broken && reading.exercise !== null) exercises.push(reading.exercise);
  }
  const { tracks, problems: trackProblems } = await loadTracks(join(dir, TRACKS), slugs);
  if (trackProblems.length > 0) problems.set(TRACKS, trackProblems);
  return { exercises, tracks, problems };
}

async function listExerciseFolders(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== TRACKS)
    .map((entry) => entry.name)
    .sort();
}

function findTakenId({ exercise, inManifest }: ExerciseReading, earlier: readonly Exercise[]): LintProblem[] {
  const owner = earlier.find((other) => other.manifest.id === exercise?.manifest.id);
  if (owner === undefined) return [];
  return [inManifest(['id'], `the id belongs to ${owner.slug}: give this exercise a new random UUID`)];
}

async function loadTracks(
  dir: string,
  slugs: readonly string[],
): Promise<{ tracks: Track[]; problems: LintProblem[] }> {
  if (!existsSync(dir)) return { tracks: [], problems: [] };
  const { files, problems } = await readFolder(dir);
  const readings = [...files.values()].map((source) => readTrack(source, slugs));
  return {
    tracks: readings.flatMap((reading) => reading.track ?? []),
    problems: [...problems, ...readings.flatMap((reading) => reading.problems)],
  };
}
