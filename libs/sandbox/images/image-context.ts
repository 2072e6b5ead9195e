import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type ImageName, IMAGE_RECIPES } from './image-recipes.js';
import { projectPaths } from './project-paths.js';

/** One file of a build context. */
export interface ContextFile {
  /** In the context, with forward slashes. */
  readonly path: string;
  readonly source: string;
  readonly executable: boolean;
}

/** TypeScript is compiled before it goes into an image; its folder's sources stay out. */
const isSource = (path: string) => /\.(ts|map)$/.test(path) || path.split('/').includes('node_modules');

/** Everything that decides an image's content except its installed libraries, which the lockfile among them pins. */
export async function listContextFiles(name: ImageName): Promise<ContextFile[]> {
  const own = await listFiles(join(projectPaths.images, name), '');
  const compiled = Object.entries(IMAGE_RECIPES[name].compiled ?? {}).map(([folder, target]) =>
    listCompiled(name, join(projectPaths.compiled, folder), target),
  );
  const cloned = (IMAGE_RECIPES[name].cloned ?? []).map(listCloned);
  const files = [
    ...[...own, ...(await Promise.all(compiled)).flat()].filter((file) => !isSource(file.path)),
    ...(await Promise.all(cloned)).flat(),
  ];
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function listCompiled(name: ImageName, folder: string, target: string): Promise<ContextFile[]> {
  const files = await listFiles(folder, target);
  if (files.length > 0) return files;
  throw new Error(
    `the image ${name} needs ${relative(projectPaths.root, folder)}: run \`npm run build:server\` first`,
  );
}

async function listCloned(path: string): Promise<ContextFile[]> {
  const source = join(projectPaths.root, path);
  const isFile = (await stat(source)).isFile();
  return isFile ? [{ path, source, executable: false }] : listFiles(source, path);
}

/** Files below a folder; none when it does not exist. */
export async function listFiles(folder: string, target: string): Promise<ContextFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async (entry) => {
      const source = join(entry.parentPath, entry.name);
      const path = join(target, relative(folder, source)).split(sep).join('/');
      return { path, source, executable: ((await stat(source)).mode & 0o100) !== 0 };
    }),
  );
}

/** Content hash of an image: its own files and, through their hashes, its parents'. */
export async function hashImage(
  files: readonly ContextFile[],
  parentHashes: Readonly<Record<string, string>>,
  platform: string,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([platform, parentHashes]));
  for (const file of files) {
    hash.update(`\0${file.path}\0${file.executable}\0`).update(await readFile(file.source));
  }
  return hash.digest('hex').slice(0, 16);
}
