import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { listCgroupsAt } from '../usage/cgroup-files.js';
import { readKernelFile } from '../usage/kernel-file.js';
import { callRunc } from './runc-program.js';

/** A folder for each worker. In memory, and gone with the host's next start, as its processes are. */
const OWNERS = '/run/touchstone';
const CGROUP = '/touchstone';
const LOOK_AGAIN_MS = 2;
const PATIENCE_MS = 10_000;

/** What one life of a container has on the host: a folder, and cgroups of a random name, which is all that a program sees of it. */
export interface LifeFolder {
  readonly id: string;
  readonly path: string;
  readonly cgroupsPath: string;
}

/** Whose life a folder is. */
export interface FoundLife extends LifeFolder {
  readonly owner: string;
  /** Of its pod. */
  readonly podId: string;
}

/** Makes one that nobody else has. */
export async function makeLifeFolder(owner: string, podId: string): Promise<LifeFolder> {
  const id = randomBytes(32).toString('hex');
  const path = join(livesOf(owner), `${podId}.${id}`);
  // SECURITY: E04: what stands in there (a service's password) is root's alone.
  await mkdir(path, { recursive: true, mode: 0o700 });
  return { id, path, cgroupsPath: `${CGROUP}/${id}` };
}

/** Everybody who has a folder here, with lives in it or without. */
export const listLifeOwners = (): Promise<string[]> => readdir(OWNERS).catch(() => []);

/** Every life that has a folder, whoever began it. */
export async function listLives(): Promise<FoundLife[]> {
  const found = (await listLifeOwners()).map(async (owner) =>
    (await readdir(livesOf(owner)).catch(() => [])).map((folder): FoundLife => {
      const [podId = '', id = ''] = folder.split('.');
      return { owner, podId, id, path: join(livesOf(owner), folder), cgroupsPath: `${CGROUP}/${id}` };
    }),
  );
  return (await Promise.all(found)).flat();
}

/** Where the pipes of one owner are that nobody has opened yet. */
export const pipesOf = (owner: string): string => join(OWNERS, owner, 'pipes');

const livesOf = (owner: string): string => join(OWNERS, owner, 'lives');

/**
 * Removes every trace of it. What still runs is killed: by runc, which knows its first process by its start as well as by its number.
 * @throws Error when something could not be removed
 */
export async function removeLife({ id, path, cgroupsPath }: LifeFolder): Promise<void> {
  const cgroups = listCgroupsAt(cgroupsPath);
  if (cgroups.some(isPopulated)) {
    for (const directory of cgroups) thaw(directory);
    await callRunc(['--root', stateOf(path), 'delete', '--force', id]).catch((error: unknown) => {
      // Another worker's janitor was faster.
      if (cgroups.some(isPopulated)) throw error;
    });
  }
  await Promise.all(cgroups.map(removeCgroup));
  await rm(path, { recursive: true, force: true });
}

/** All that an owner has on the host, unless a life is among it. */
export async function removeOwnerFolder(owner: string): Promise<void> {
  const isEmpty = await rmdir(livesOf(owner)).then(
    () => true,
    (error: { code?: string }) => error.code === 'ENOENT',
  );
  if (isEmpty) await rm(join(OWNERS, owner), { recursive: true, force: true });
}

export const stateOf = (lifePath: string): string => join(lifePath, 'state');

const isPopulated = (directory: string): boolean =>
  (readKernelFile(`${directory}/cgroup.procs`) ?? '') !== '';

/** What is held still dies only when it is let go. */
function thaw(directory: string): void {
  for (const [file, word] of THAWS)
    try {
      writeFileSync(`${directory}/${file}`, word, { flag: 'r+' });
    } catch {
      // Of another version, or another hierarchy.
    }
}

/** Kernel documentation, cgroup-v1/freezer-subsystem.rst and cgroup-v2.rst. */
const THAWS = [
  ['freezer.state', 'THAWED'],
  ['cgroup.freeze', '0'],
] as const;

/** The kernel refuses while the last of its processes is being buried. */
async function removeCgroup(directory: string): Promise<void> {
  for (const giveUpAt = performance.now() + PATIENCE_MS; ; await delay(LOOK_AGAIN_MS))
    try {
      return await rmdir(directory);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === 'ENOENT') return;
      if (code !== 'EBUSY' || performance.now() > giveUpAt) throw error;
    }
}
