import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The clone this file belongs to, compiled or not, with a slash at its end. */
export const cloneFolder = join(findUp(import.meta.dirname, 'package-lock.json'), '/');

/** What Touchstone keeps on this host outside Docker; `npm run reset` removes it. */
export const stateFolder = join(cloneFolder, '.touchstone');

/** Sets what belongs to this clone apart from another clone's on the same engine. */
export const cloneId = createHash('sha256').update(cloneFolder).digest('hex').slice(0, 8);

/** @returns null when there is no such file, or what is in it cannot be read any more */
export async function readState<T>(name: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(join(stateFolder, name), 'utf8')) as T;
  } catch {
    return null;
  }
}

/** Written aside and renamed, readable by its owner alone: it may hold passwords. */
export async function writeState(name: string, content: unknown): Promise<void> {
  await writePrivately(join(stateFolder, name), `${JSON.stringify(content, null, 2)}\n`);
}

export async function writePrivately(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, content, { mode: 0o600 });
  await chmod(unfinished, 0o600);
  await rename(unfinished, path);
}

function findUp(folder: string, name: string): string {
  if (existsSync(join(folder, name))) return folder;
  if (dirname(folder) === folder) throw new Error(`no folder above ${import.meta.dirname} holds ${name}`);
  return findUp(dirname(folder), name);
}
