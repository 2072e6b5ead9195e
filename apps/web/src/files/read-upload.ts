import { INTAKE_LIMITS } from '#contracts';
import { findArchiveKind } from './archive-kind.js';
import { readSourceFiles, refuseLarge, type FoundFile, type SourceFiles } from './source-files.js';
import type { ArchiveLimits } from './unpack-budget.js';
import { UploadError } from './upload-error.js';

/** More than this is not a program’s own source, and walking it all would take long. */
const MAX_WALKED = 5_000;

/** A program’s own source with what tools left beside it. */
const SUBMISSION_ARCHIVE: ArchiveLimits = {
  packedBytes: 8 * 1024 * 1024,
  unpackedBytes: 24 * 1024 * 1024,
  entries: 2_000,
  advice: 'pack only your program’s own source',
};

/**
 * Files that were picked: single ones, a folder (with `webkitRelativePath`), or one archive, which is unpacked.
 * @throws UploadError
 */
export async function readPicked(picked: readonly File[]): Promise<SourceFiles> {
  const found: FoundFile[] = [];
  for (const file of picked) found.push(...(await openFile(file, file.webkitRelativePath || file.name)));
  return readSourceFiles(found);
}

/**
 * What was dropped: files, folders, archives. To be called within the drop event, which the items do not outlive.
 * @throws UploadError
 */
export function readDropped(transfer: DataTransfer): Promise<SourceFiles> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  // What is no file on a disk, such as an attachment dragged out of a mail, has no entry.
  return readItems(items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile()));
}

async function readItems(items: readonly (FileSystemEntry | File | null)[]): Promise<SourceFiles> {
  const found: FoundFile[] = [];
  const count = { walked: 0 };
  for (const item of items) {
    if (item instanceof File) found.push(...(await openFile(item, item.name)));
    else if (item !== null) found.push(...(await readEntry(item, count)));
  }
  return readSourceFiles(found);
}

async function readEntry(entry: FileSystemEntry, count: { walked: number }): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const file of await walk(entry, count)) {
    found.push(...(await openFile(await toFile(file), file.fullPath.replace(/^\//, ''))));
  }
  return found;
}

/** One archive is many files; everything else is itself. */
async function openFile(file: File, path: string): Promise<FoundFile[]> {
  const kind = path.includes('/') ? null : findArchiveKind(file.name);
  if (kind === null)
    return [toFoundFile(path, file.size, async () => new Uint8Array(await file.arrayBuffer()))];
  const { readArchive } = await import('./read-archive.js');
  const packed = await readArchive(kind, { name: file.name, blob: file, limits: SUBMISSION_ARCHIVE });
  return packed.map(({ path: inside, bytes }) => toFoundFile(inside, bytes.length, () => bytes));
}

function toFoundFile(path: string, size: number, read: FoundFile['read']): FoundFile {
  return {
    path,
    read: () => {
      refuseLarge(path, size);
      return read();
    },
  };
}

async function walk(entry: FileSystemEntry, count: { walked: number }): Promise<FileSystemFileEntry[]> {
  count.walked += 1;
  if (count.walked > MAX_WALKED) {
    throw new UploadError(
      `There are more than ${MAX_WALKED} files in what you dropped, and a submission has at most ${INTAKE_LIMITS.maxFiles}.`,
    );
  }
  if (entry.isFile) return [entry as FileSystemFileEntry];
  // Not read at all: a folder of libraries has ten thousand files.
  if (entry.name === 'node_modules' || entry.name === '.git') return [];
  const files: FileSystemFileEntry[] = [];
  for (const child of await listChildren(entry as FileSystemDirectoryEntry)) {
    files.push(...(await walk(child, count)));
  }
  return files;
}

/** Browsers hand out a folder in parts of a hundred. */
async function listChildren(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (part.length === 0) return children;
    children.push(...part);
  }
}

function toFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}
