import { unzip } from 'fflate';

/** A file of a folder or an archive: its path and its bytes. */
export interface PackedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const MIB = 1024 * 1024;
/** An exercise is 4 MiB of text at most. What grows beyond this while it is unpacked ends there. */
const MAX_UNPACKED_BYTES = 16 * MIB;
const MAX_ENTRIES = 2_000;

/** What is wrong with what was chosen, in words for who chose it. */
export class FolderError extends Error {
  override readonly name = 'FolderError';
}

export const isArchive = (name: string): boolean => /\.(zip|tar|tar\.gz|tgz)$/i.test(name);

/** Unpacks in the browser: the server is sent plain files and unpacks nothing. @throws FolderError */
export async function unpackArchive(archive: File): Promise<PackedFile[]> {
  if (archive.size > MAX_UNPACKED_BYTES) throw new FolderError(`${archive.name} is larger than 16 MiB.`);
  try {
    if (/\.zip$/i.test(archive.name)) return await unpackZip(new Uint8Array(await archive.arrayBuffer()));
    return readTar(await readWhole(archive, !/\.tar$/i.test(archive.name)));
  } catch (error) {
    if (error instanceof FolderError) throw error;
    throw new FolderError(`${archive.name} cannot be unpacked: it is damaged, or no archive.`);
  }
}

/** An entry is given no more room than it declares, so what is declared bounds what is unpacked. */
function unpackZip(bytes: Uint8Array): Promise<PackedFile[]> {
  const budget = new Budget();
  return new Promise((resolve, reject) => {
    const filter = ({ name, originalSize }: { name: string; originalSize: number }) => {
      budget.take(originalSize);
      return !name.endsWith('/');
    };
    unzip(bytes, { filter }, (error, files) => {
      if (error) reject(error);
      else resolve(Object.entries(files).map(([path, content]) => ({ path, bytes: content })));
    });
  });
}

async function readWhole(archive: File, isPacked: boolean): Promise<Uint8Array> {
  const budget = new Budget();
  const stream = isPacked ? archive.stream().pipeThrough(new DecompressionStream('gzip')) : archive.stream();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(chunks).arrayBuffer());
    budget.grow(value.length);
    chunks.push(value);
  }
}

const BLOCK = 512;
const REGULAR_FILE = ['0', '\0'];

/** POSIX ustar with the long names of pax and GNU (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html). */
function readTar(bytes: Uint8Array): PackedFile[] {
  const budget = new Budget();
  const files: PackedFile[] = [];
  let longName: string | null = null;
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0;) {
    const head = bytes.subarray(at, at + BLOCK);
    const size = Number.parseInt(textOf(head, 124, 12), 8);
    if (!Number.isFinite(size) || textOf(head, 257, 5) !== 'ustar') throw new Error('not a tar file');
    const body = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (body.length < size) throw new Error('cut off');
    budget.take(0);
    const type = String.fromCharCode(head[156]!);
    if (type === 'x') longName = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(decode(body))?.[1] ?? null;
    else if (type === 'L') longName = decode(body).replace(/\0.*$/s, '');
    else {
      const path = longName ?? [textOf(head, 345, 155), textOf(head, 0, 100)].filter(Boolean).join('/');
      // Links lead out of the folder, and folders come with their files.
      if (REGULAR_FILE.includes(type)) files.push({ path, bytes: body });
      longName = null;
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  if (files.length === 0) throw new Error('empty');
  return files;
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const textOf = (head: Uint8Array, from: number, length: number): string =>
  decode(head.subarray(from, from + length))
    .replace(/\0.*$/s, '')
    .trim();

class Budget {
  private bytes = 0;
  private entries = 0;

  take(bytes: number): void {
    this.entries += 1;
    if (this.entries > MAX_ENTRIES)
      throw new FolderError(`There are more than ${MAX_ENTRIES} entries in it.`);
    this.grow(bytes);
  }

  grow(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > MAX_UNPACKED_BYTES) throw new FolderError('It unpacks to more than 16 MiB.');
  }
}
