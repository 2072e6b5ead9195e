import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExerciseId, ExerciseVersion } from '#contracts';
import type { Exercise, LintProblem } from './exercise.js';
import { readFolder } from './folder/read-folder.js';
import { readTrack } from './lint/read-track.js';
import { readExercise, type ExerciseReading } from './read-exercise.js';
import { readVersion } from './read-version.js';
import type { Track } from './track.js';

/** Everything in an exercises folder that can be used, and what is wrong with the rest. */
export interface Catalog {
  readonly exercises: readonly Exercise[];
  /** Folders that still have the version that was known; only their version was read. */
  readonly unchanged: readonly string[];
  readonly tracks: readonly Track[];
  /** By folder name; `tracks` for the tracks. Folders without problems have no entry. */
  readonly problems: ReadonlyMap<string, readonly LintProblem[]>;
}

/** What an exercise is known by without its folder being looked through. */
export interface KnownExercise {
  readonly id: ExerciseId;
  readonly version: ExerciseVersion;
}

const TRACKS = 'tracks';

/**
 * Loads every exercise and track below `dir`. A broken exercise is left out and listed; the others load.
 * A track that names an exercise that is not there is listed, and loads without it.
 *
 * @param known by folder, exercises that need not be looked through while they are as they were: that takes most of the time
 */
export async function loadCatalog(
  dir: string,
  known: ReadonlyMap<string, KnownExercise> = new Map(),
): Promise<Catalog> {
  const slugs = await listExerciseFolders(dir);
  const problems = new Map<string, LintProblem[]>();
  const exercises: Exercise[] = [];
  const unchanged: string[] = [];
  const owners = new Map<ExerciseId, string>();
  for (const slug of slugs) {
    const before = known.get(slug);
    if (before !== undefined && (await readVersion(join(dir, slug))) === before.version) {
      unchanged.push(slug);
      owners.set(before.id, slug);
    }
  }
  for (const slug of slugs.filter((slug) => !unchanged.includes(slug))) {
    const reading = await readExercise(join(dir, slug));
    const found = [...reading.problems, ...findTakenId(reading, owners)];
    if (found.length > 0) problems.set(slug, found);
    const broken = found.some((problem) => problem.severity === 'error');
    if (broken || reading.exercise === null) continue;
    exercises.push(reading.exercise);
    owners.set(reading.exercise.manifest.id, slug);
  }
  const { tracks, problems: trackProblems } = await loadTracks(join(dir, TRACKS), slugs);
  if (trackProblems.length > 0) problems.set(TRACKS, trackProblems);
  return { exercises, unchanged, tracks, problems };
}

async function listExerciseFolders(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== TRACKS)
    .map((entry) => entry.name)
    .sort();
}

function findTakenId(
  { exercise, inManifest }: ExerciseReading,
  owners: ReadonlyMap<ExerciseId, string>,
): LintProblem[] {
  const owner = exercise === null ? undefined : owners.get(exercise.manifest.id);
  if (owner === undefined) return [];
  return [inManifest(['id'], `the id belongs to ${owner}: give this exercise a new random UUID`)];
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
