import { describePathMistake, INTAKE_LIMITS, type SubmissionFile } from '#contracts';
import { UploadError } from './upload-error.js';

/** A file as it was found in a folder or an archive, not read yet. */
export interface FoundFile {
  readonly path: string;
  /** @throws UploadError when it is larger than a file may be */
  readonly read: () => Uint8Array | Promise<Uint8Array>;
}

export interface SourceFiles {
  readonly files: readonly SubmissionFile[];
  /** What tools leave behind: not taken, and counted. */
  readonly skipped: number;
}

/** Never part of a submission; the CLI leaves out the same. */
const IGNORED_FOLDERS = ['node_modules', '__pycache__'];

/** Reads what was found as text. What tools leave behind and a folder around everything are left out. */
export async function readSourceFiles(found: readonly FoundFile[]): Promise<SourceFiles> {
  const hidden = new Set(found.filter(({ path }) => isLeftBehind(path)));
  const wanted = withoutTopFolder(found.filter((file) => !hidden.has(file)));
  if (wanted.length === 0) throw new UploadError('There is no source file in what you chose.');
  if (wanted.length > INTAKE_LIMITS.maxFiles) {
    throw new UploadError(
      `There are ${wanted.length} files in what you chose, and a submission has at most ${INTAKE_LIMITS.maxFiles}. Choose only your program’s own source.`,
    );
  }
  const files: SubmissionFile[] = [];
  for (const file of wanted) files.push(await readText(file));
  return { files, skipped: hidden.size };
}

function isLeftBehind(path: string): boolean {
  // A path that leaves its folder is a mistake to tell, not a file to skip.
  if (path.split('/').includes('..')) return false;
  return path.split('/').some((name) => IGNORED_FOLDERS.includes(name) || /^\.[^.]/.test(name));
}

/** A folder that was dropped or packed as a whole is not part of the program’s paths. */
function withoutTopFolder(found: readonly FoundFile[]): FoundFile[] {
  const top = found[0]?.path.split('/')[0];
  const isAround = found.every(({ path }) => path.startsWith(`${top}/`));
  if (!isAround || top === undefined || top === '' || top === '..') return [...found];
  return found.map((file) => ({ ...file, path: file.path.slice(top.length + 1) }));
}

async function readText({ path, read }: FoundFile): Promise<SubmissionFile> {
  const mistake = describePathMistake(path);
  if (mistake !== null) throw new UploadError(`Nothing was added: ${showPath(path)} ${mistake}.`);
  const bytes = await read();
  try {
    return { path, content: new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes) };
  } catch {
    throw new UploadError(`Nothing was added: ${showPath(path)} is not a text file in UTF-8.`);
  }
}

/** @throws UploadError */
export function refuseLarge(path: string, bytes: number): void {
  if (bytes <= INTAKE_LIMITS.maxFileBytes) return;
  const limit = INTAKE_LIMITS.maxFileBytes / 1024;
  throw new UploadError(
    `Nothing was added: ${showPath(path)} is larger than ${limit} KiB, which is what a file may have.`,
  );
}

function showPath(path: string): string {
  const shown = path.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
}
