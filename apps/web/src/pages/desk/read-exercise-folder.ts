import { ExerciseSlug, type SubmissionFile } from '#contracts';
import { findArchiveKind } from '../../files/archive-kind.js';
import type { PackedFile } from '../../files/packed-file.js';
import { readArchive } from '../../files/read-archive.js';
import type { ArchiveLimits } from '../../files/unpack-budget.js';
import { UploadError } from '../../files/upload-error.js';

/** A folder as it is sent, with the name it had. */
export interface ExerciseFolder {
  /** null when its name is no slug, or it had none. */
  readonly slug: ExerciseSlug | null;
  readonly files: readonly SubmissionFile[];
}

const MAX_FILES = 500;
const MAX_BYTES = 4 * 1024 * 1024;
/** An exercise is 4 MiB of text at most, with what tools left beside it. */
const EXERCISE_ARCHIVE: ArchiveLimits = {
  packedBytes: 16 * 1024 * 1024,
  unpackedBytes: 16 * 1024 * 1024,
  entries: 2_000,
  advice: 'pack only the folder of the exercise',
};
/** What tools leave behind: nothing of an exercise. */
const LEFT_BEHIND = /(^|\/)(\.git|node_modules|__MACOSX|\.DS_Store)(\/|$)/;

/** Files with their paths, or one archive. @throws UploadError */
export async function readExerciseFolder(
  chosen: readonly { readonly path: string; readonly file: File }[],
): Promise<ExerciseFolder> {
  const [first] = chosen;
  const kind = first !== undefined && chosen.length === 1 ? findArchiveKind(first.file.name) : null;
  const packed =
    first !== undefined && kind !== null
      ? await readArchive(kind, { name: first.file.name, blob: first.file, limits: EXERCISE_ARCHIVE })
      : await readAll(chosen.filter(({ path }) => !LEFT_BEHIND.test(path)));
  const wanted = packed
    .map(({ path, bytes }) => ({ path: path.replace(/^(\.?\/)+/, ''), bytes }))
    .filter(({ path }) => !LEFT_BEHIND.test(path));
  return toFolder(wanted, first?.file.name ?? '');
}

/** Every file of what was dropped. */
export async function walkEntries(
  entries: readonly FileSystemEntry[],
): Promise<{ path: string; file: File }[]> {
  const found: { path: string; file: File }[] = [];
  const walk = async (entry: FileSystemEntry): Promise<void> => {
    if (found.length > MAX_FILES * 2) throw new UploadError(`It holds more than ${MAX_FILES} files.`);
    const path = entry.fullPath.replace(/^\//, '');
    if (LEFT_BEHIND.test(path)) return;
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) =>
        (entry as FileSystemFileEntry).file(resolve, reject),
      );
      found.push({ path, file });
      return;
    }
    for (const child of await listFolder(entry as FileSystemDirectoryEntry)) await walk(child);
  };
  for (const entry of entries) await walk(entry);
  return found;
}

/** The reader hands out a hundred at a time. */
async function listFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function readAll(chosen: readonly { path: string; file: File }[]): Promise<PackedFile[]> {
  const bytes = chosen.reduce((sum, { file }) => sum + file.size, 0);
  checkSize(chosen.length, bytes);
  return Promise.all(
    chosen.map(async ({ path, file }) => ({ path, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
}

function toFolder(packed: readonly PackedFile[], archiveName: string): ExerciseFolder {
  checkSize(
    packed.length,
    packed.reduce((sum, { bytes }) => sum + bytes.length, 0),
  );
  const top = packed[0]?.path.split('/')[0] ?? '';
  const isAround = packed.every(({ path }) => path.startsWith(`${top}/`));
  const name = isAround ? top : archiveName.replace(/\.(zip|tar|tar\.gz|tgz)$/i, '');
  return {
    slug: ExerciseSlug.safeParse(name).data ?? null,
    files: packed.map(({ path, bytes }) => ({
      path: isAround ? path.slice(top.length + 1) : path,
      content: toText(path, bytes),
    })),
  };
}

function checkSize(files: number, bytes: number): void {
  if (files === 0) throw new UploadError('There is no file in what you chose.');
  if (files > MAX_FILES)
    throw new UploadError(`It holds ${files} files; an exercise has at most ${MAX_FILES}.`);
  if (bytes > MAX_BYTES)
    throw new UploadError('It is larger than 4 MiB, which is the most an exercise may be.');
}

function toText(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UploadError(`${path} is not text in UTF-8: only text files belong into an exercise.`);
  }
}
