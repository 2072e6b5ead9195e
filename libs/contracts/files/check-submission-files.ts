import { Refusal, type ProblemCode } from '../problem.js';
import { countBytes } from './count-bytes.js';
import { isEntryFile } from './runtime-entry.js';
import { INTAKE_LIMITS, type SubmissionFile } from './submission-file.js';
import { describePathMistake, foldPath } from './submission-path.js';

interface Mistake {
  readonly code: ProblemCode;
  readonly path: string;
  readonly message: string;
}

/** More would bury the first ones; the rest shows up when these are mended. */
const MAX_LISTED = 20;

/** A replacement character in a source file is nearly always text that was decoded as UTF-8 and was not. */
const NOT_UTF8 = /[\0\uFFFD]|\p{Surrogate}/u;
const NOT_STORABLE = /\0|\p{Surrogate}/u;

/**
 * Checks what a learner hands in, before anything of it is stored or run (limits: INTAKE_LIMITS).
 * Lists every mistake in the refusal's `errors`; its code and text are those of the first.
 * An empty file is fine (`__init__.py`) unless it is the only one or the one the program starts at.
 * @throws Refusal no-files, too-many-files, bad-path, duplicate-path, bad-text, empty-file, file-too-large or submission-too-large
 */
export function checkSubmissionFiles(files: readonly SubmissionFile[]): void {
  if (files.length === 0) throw new Refusal('no-files', 'The submission has no files: send at least one.');
  checkCount(files);
  refuse([
    ...findMisplaced(files),
    ...files.flatMap((file) => findTextMistake(file, NOT_UTF8)),
    ...files.filter((file) => isEmptyProgram(file, files)).map(emptyProgram),
    ...findSizeMistakes(files),
  ]);
}

/**
 * Checks work that is not finished: what a submission must be, but for what may still come: files, their text, and
 * the sense of their text.
 * @throws Refusal too-many-files, bad-path, duplicate-path, bad-text, file-too-large or submission-too-large
 */
export function checkDraftFiles(files: readonly SubmissionFile[]): void {
  checkCount(files);
  refuse([
    ...findMisplaced(files),
    ...files.flatMap((file) => findTextMistake(file, NOT_STORABLE)),
    ...findSizeMistakes(files),
  ]);
}

function checkCount({ length }: readonly SubmissionFile[]): void {
  const { maxFiles } = INTAKE_LIMITS;
  if (length <= maxFiles) return;
  throw new Refusal(
    'too-many-files',
    `There are ${length} files; at most ${maxFiles} are accepted. Send only your program’s own source.`,
  );
}

function refuse(mistakes: readonly Mistake[]): void {
  const [first] = mistakes;
  if (first === undefined) return;
  const errors = mistakes.slice(0, MAX_LISTED).map(({ path, message }) => ({ path, message }));
  throw new Refusal(first.code, `${first.path}: ${first.message}`, { errors });
}

function findMisplaced(files: readonly SubmissionFile[]): Mistake[] {
  // SECURITY: P13: only paths that may be are compared, folder by folder: others may have half a million folders.
  const possible = files.filter(({ path }) => describePathMistake(path) === null);
  return [...files.flatMap(findPathMistake), ...findCollisions(possible)];
}

function findPathMistake({ path }: SubmissionFile): Mistake[] {
  const message = describePathMistake(path);
  return message === null ? [] : [{ code: 'bad-path', path: printable(path), message }];
}

/** Two paths that a case-insensitive or normalising file system would store as one, and a file that is also a folder. */
function findCollisions(files: readonly SubmissionFile[]): Mistake[] {
  const firstByKey = new Map<string, string>();
  const firstInFolder = new Map<string, string>();
  const mistakes: Mistake[] = [];
  for (const { path } of files) {
    const earlier = firstByKey.get(foldPath(path));
    if (earlier === undefined) firstByKey.set(foldPath(path), path);
    else mistakes.push(collision(path, sameName(path, earlier)));
    const twin = earlier === undefined ? findTwinFolder(path, firstInFolder) : undefined;
    if (twin !== undefined) mistakes.push(collision(path, `lies in a folder that ${sameName('', twin)}`));
    for (const folder of parentFolders(path)) {
      if (!firstInFolder.has(foldPath(folder))) firstInFolder.set(foldPath(folder), path);
    }
  }
  for (const [key, path] of firstByKey) {
    const inside = firstInFolder.get(key);
    if (inside !== undefined) {
      mistakes.push(collision(path, `is a file, but ${printable(inside)} needs it to be a folder`));
    }
  }
  return mistakes;
}

/** A folder of an earlier file that differs from one of this path only in what some file systems ignore. */
function findTwinFolder(path: string, firstInFolder: ReadonlyMap<string, string>): string | undefined {
  for (const folder of parentFolders(path)) {
    const earlier = firstInFolder.get(foldPath(folder));
    const twin = earlier && parentFolders(earlier)[folder.split('/').length - 1];
    if (twin !== undefined && twin !== folder) return twin;
  }
  return undefined;
}

function collision(path: string, message: string): Mistake {
  return { code: 'duplicate-path', path: printable(path), message };
}

function sameName(path: string, earlier: string): string {
  return path === earlier
    ? 'is there twice'
    : `is the same name as ${printable(earlier)} on file systems that ignore case or Unicode forms`;
}

/** Outermost first. */
function parentFolders(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(0, -1).map((_, index) => segments.slice(0, index + 1).join('/'));
}

function findTextMistake({ path, content }: SubmissionFile, forbidden: RegExp): Mistake[] {
  const at = content.search(forbidden);
  if (at < 0) return [];
  const line = content.slice(0, at).split('\n').length;
  const found = content[at] === '\0' ? 'a NUL character' : 'text that is not valid UTF-8';
  return [
    {
      code: 'bad-text',
      path: printable(path),
      message: `has ${found} in line ${line}; only UTF-8 text is accepted`,
    },
  ];
}

function isEmptyProgram(file: SubmissionFile, files: readonly SubmissionFile[]): boolean {
  return file.content === '' && (files.length === 1 || isEntryFile(file.path));
}

function emptyProgram({ path }: SubmissionFile): Mistake {
  return { code: 'empty-file', path: printable(path), message: 'is empty: there is no program to run' };
}

function findSizeMistakes(files: readonly SubmissionFile[]): Mistake[] {
  const sizes = files.map((file) => ({ path: printable(file.path), bytes: countBytes(file.content) }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const mistakes: Mistake[] = sizes
    .filter(({ bytes }) => bytes > INTAKE_LIMITS.maxFileBytes)
    .map(({ path, bytes }) => ({
      code: 'file-too-large',
      path,
      message: `has ${bytes} bytes; a file may have ${INTAKE_LIMITS.maxFileBytes}`,
    }));
  if (total > INTAKE_LIMITS.maxTotalBytes) {
    const message = `all files together have ${total} bytes; a submission may have ${INTAKE_LIMITS.maxTotalBytes}`;
    mistakes.push({ code: 'submission-too-large', path: 'submission', message });
  }
  return mistakes;
}

/** A path as it can be repeated in a message: nothing unprintable, not too long. */
function printable(path: string): string {
  const shown = path.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return shown.length > 100 ? `${shown.slice(0, 99)}…` : shown;
}
