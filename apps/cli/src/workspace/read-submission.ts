import { isUtf8 } from 'node:buffer';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkSubmissionFiles, INTAKE_LIMITS, Refusal, type SubmissionFile } from '#contracts';
import { CommandError } from '../exit-code.js';
import { PROJECT_FILE } from './project-file.js';

/** Never part of a submission: what tools leave behind, and every name that starts with a dot. */
const IGNORED_FOLDERS = ['node_modules', '__pycache__'];
/** A folder with more is not a submission, and reading it all would take long. */
const MAX_WALKED = 10_000;

/**
 * The files of a folder as they would be submitted: without dotfiles, `node_modules`, `__pycache__`,
 * `touchstone.json` and what `download` provided.
 * @throws CommandError that lists every file that breaks the rules of a submission
 */
export async function readSubmission(
  dir: string,
  provided: readonly string[] = [],
): Promise<SubmissionFile[]> {
  const skipped = [PROJECT_FILE, ...provided];
  const paths = (await listPaths(dir)).filter((path) => !skipped.includes(path)).sort();
  if (paths.length > INTAKE_LIMITS.maxFiles) throw tooMany(dir, paths);
  const files = await Promise.all(paths.map((path) => readOne(dir, path)));
  const mistakes = files.flatMap((file) => ('mistake' in file ? [file.mistake] : []));
  if (mistakes.length > 0) throw new CommandError(toList(dir, mistakes));
  return checked(
    dir,
    files.flatMap((file) => ('mistake' in file ? [] : [file])),
  );
}

async function listPaths(dir: string): Promise<string[]> {
  const found: string[] = [];
  const open = [''];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of await readFolder(join(dir, folder), dir)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith('.') || IGNORED_FOLDERS.includes(entry.name)) continue;
      if (entry.isDirectory()) open.push(path);
      else found.push(path);
    }
    if (found.length + open.length > MAX_WALKED) {
      throw new CommandError(
        `${dir} holds more than ${MAX_WALKED} files: is it the folder of your submission?`,
      );
    }
  }
  return found;
}

async function readFolder(path: string, dir: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    throw new CommandError(`cannot read the folder ${path === dir ? dir : path}`, undefined, {
      cause: error,
    });
  }
}

async function readOne(dir: string, path: string): Promise<SubmissionFile | { mistake: string }> {
  const facts = await stat(join(dir, path)).catch(() => null);
  if (facts === null || !facts.isFile()) return { mistake: `${path}: is not a readable file` };
  if (facts.size > INTAKE_LIMITS.maxFileBytes) {
    return { mistake: `${path}: has ${facts.size} bytes; a file may have ${INTAKE_LIMITS.maxFileBytes}` };
  }
  const bytes = await readFile(join(dir, path));
  return isUtf8(bytes)
    ? { path, content: bytes.toString('utf8') }
    : { mistake: `${path}: is not UTF-8 text` };
}

function checked(dir: string, files: SubmissionFile[]): SubmissionFile[] {
  try {
    checkSubmissionFiles(files);
    return files;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const listed = error.extra.errors?.map(({ path, message }) => `${path}: ${message}`);
    throw new CommandError(toList(dir, listed ?? [error.message]));
  }
}

function tooMany(dir: string, paths: readonly string[]): CommandError {
  const examples = paths.slice(0, 5).join(', ');
  return new CommandError(
    `${dir} holds ${paths.length} files (${examples}, …); a submission has at most ${INTAKE_LIMITS.maxFiles}`,
  );
}

function toList(dir: string, mistakes: readonly string[]): string {
  return [`${dir} cannot be submitted:`, ...mistakes.map((mistake) => `  ${mistake}`)].join('\n');
}
