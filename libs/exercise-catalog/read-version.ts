import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ExerciseVersion } from '#contracts';
import { readFolder } from './folder/read-folder.js';
import { hashExercise, isCounted } from './hash-exercise.js';

/** All that the version depends on of what a manifest says. */
const Shown = z.object({ walkthrough: z.object({ solutions: z.array(z.string()) }).optional() });

/**
 * The version that the exercise in a folder has if nothing is wrong with it, at the cost of reading what is judged and shown. Whether
 * anything is wrong is not looked at. null when it cannot be told that way.
 */
export async function readVersion(dir: string): Promise<ExerciseVersion | null> {
  const shown = await readShown(join(dir, 'exercise.yaml'));
  if (shown === null) return null;
  const { files, problems } = await readFolder(dir, (path) => isCounted(path, shown));
  if (problems.length > 0) return null;
  return hashExercise(
    [...files.values()].map(({ path, text }) => ({ path, content: text })),
    shown,
  );
}

async function readShown(manifest: string): Promise<readonly string[] | null> {
  try {
    const { walkthrough } = Shown.parse(parse(await readFile(manifest, 'utf8')));
    return walkthrough?.solutions ?? [];
  } catch {
    // No file, no YAML or not ours: whoever looks the folder through says what is wrong.
    return null;
  }
}
