import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { loadExercise, type Exercise, type LintProblem, type Solution } from '#exercise-catalog';
import { CommandError } from '../exit-code.js';
import { PROJECT_ROOT } from '../workspace/project-root.js';

export const EXERCISES_DIR = join(PROJECT_ROOT, 'exercises');

/** The exercise folders a command is about: those named, else every one in the clone. */
export async function listExerciseFolders(named: readonly string[], cwd: string): Promise<string[]> {
  const dirs = named.length > 0 ? named.map((name) => locate(name, cwd)) : await listAll();
  const missing = dirs.filter((dir) => !existsSync(dir));
  if (missing.length === 0) return dirs;
  throw new CommandError(
    `there is no exercise folder ${missing.map((dir) => relative(cwd, dir)).join(', ')}`,
  );
}

/** A path, or the slug of an exercise of the clone. */
function locate(name: string, cwd: string): string {
  const path = resolve(cwd, name);
  const bySlug = join(EXERCISES_DIR, name);
  return !existsSync(path) && existsSync(bySlug) ? bySlug : path;
}

async function listAll(): Promise<string[]> {
  const entries = await readdir(EXERCISES_DIR, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'tracks')
    .map((entry) => join(EXERCISES_DIR, entry.name))
    .sort();
}

/** @throws CommandError with every mistake of the folder */
export async function getExercise(
  dir: string,
  cwd: string,
): Promise<{ exercise: Exercise; solutions: readonly Solution[] }> {
  const loaded = await loadExercise(dir);
  if (loaded.ok) return loaded;
  const errors = loaded.problems.filter((problem) => problem.severity === 'error');
  throw new CommandError(
    [
      `${relative(cwd, dir) || dir} has mistakes:`,
      ...errors.map((problem) => `  ${formatProblem(dir, cwd, problem)}`),
    ].join('\n'),
  );
}

/** `exercises/todo/exercise.yaml:3:7: message`, which editors and terminals turn into a link. */
export function formatProblem(
  dir: string,
  cwd: string,
  { file, line, column, message }: LintProblem,
): string {
  return `${relative(cwd, join(dir, file)) || file}:${line}:${column}: ${message}`;
}
