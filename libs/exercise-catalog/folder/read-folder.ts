import { isUtf8 } from 'node:buffer';
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { INTAKE_LIMITS } from '#contracts';
import type { LintProblem } from '../exercise.js';
import { fileProblem, SourceText } from './source-text.js';

/** The readable text files of a folder by path, and what could not be read. */
export interface FolderContent {
  readonly files: ReadonlyMap<string, SourceText>;
  readonly problems: readonly LintProblem[];
}

/** Stops a folder that was never meant to be an exercise (a home directory, a clone) from being read whole. */
const MAX_ENTRIES = 5_000;
/** Nothing in an exercise may be larger; narrower limits are lint's. */
export const MAX_FILE_BYTES = INTAKE_LIMITS.maxFileBytes;

/** Files that are open at once: a folder may hold more than a process may open. */
const OPEN_FILES = 64;

/**
 * Reads every text file below `dir`, sorted by path. Links are not followed; other files become problems.
 * @param wanted leaves out what is not, unread
 */
export async function readFolder(
  dir: string,
  wanted: (path: string) => boolean = () => true,
): Promise<FolderContent> {
  const files = new Map<string, SourceText>();
  const problems: LintProblem[] = [];
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  if (entries.length > MAX_ENTRIES) {
    return {
      files,
      problems: [fileProblem('.', `holds ${entries.length} entries; is this an exercise folder?`)],
    };
  }
  const located = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => locate(dir, entry))
    .filter(({ path }) => wanted(path))
    .sort(byPath);
  for (let start = 0; start < located.length; start += OPEN_FILES) {
    const some = located.slice(start, start + OPEN_FILES);
    for (const read of await Promise.all(some.map(({ path, entry }) => readEntry(dir, path, entry)))) {
      if (read instanceof SourceText) files.set(read.path, read);
      else problems.push(read);
    }
  }
  return { files, problems };
}

function locate(dir: string, entry: Dirent): { path: string; entry: Dirent } {
  const path = join(entry.parentPath, entry.name).slice(join(dir, '/').length);
  return { path: path.replaceAll('\\', '/'), entry };
}

const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1);

async function readEntry(dir: string, path: string, entry: Dirent): Promise<SourceText | LintProblem> {
  if (entry.isSymbolicLink()) return fileProblem(path, 'is a symbolic link: put the file itself here');
  if (!entry.isFile()) return fileProblem(path, 'is not a regular file: remove it');
  const { size } = await stat(join(dir, path));
  if (size > MAX_FILE_BYTES) {
    return fileProblem(path, `is ${size} bytes; at most ${MAX_FILE_BYTES} are allowed`);
  }
  return toText(path, await readFile(join(dir, path)));
}

function toText(path: string, bytes: Buffer): SourceText | LintProblem {
  const source = new SourceText(path, bytes.toString('utf8'));
  if (!isUtf8(bytes)) {
    const valid = new TextDecoder().decode(bytes, { stream: true });
    return source.problem(Math.max(0, valid.indexOf('\uFFFD')), 'is not UTF-8: save the file as UTF-8 text');
  }
  const nul = source.text.indexOf('\0');
  return nul < 0 ? source : source.problem(nul, 'has a NUL byte: only text files belong into an exercise');
}
