import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ExerciseSlug, RuntimeName } from '#contracts';
import { CommandError } from '../exit-code.js';

const NAME = 'touchstone.json';

/** What a folder is for, written by `download` so that `submit` and `test` need no options. */
const Project = z.object({
  exercise: ExerciseSlug,
  runtime: RuntimeName,
  server: z.string(),
  /** Files that came with the exercise and are not part of a submission: statement and public tests. */
  provided: z.array(z.string()).default([]),
});
export type Project = z.infer<typeof Project>;

export const PROJECT_FILE = NAME;

/** The project of a folder, or null when it has no `touchstone.json`. */
export async function findProject(dir: string): Promise<Project | null> {
  const path = join(dir, NAME);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return null;
  }
  try {
    return Project.parse(JSON.parse(text));
  } catch (error) {
    const message = `${path} is damaged: download the exercise again, or delete the file and pass --exercise and --runtime`;
    throw new CommandError(message, undefined, { cause: error });
  }
}

export async function saveProject(dir: string, project: Project): Promise<void> {
  await writeFile(join(dir, NAME), `${JSON.stringify(project, null, 2)}\n`);
}
