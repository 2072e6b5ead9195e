import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ContextFile, listFiles } from './image-context.js';
import { type ImageName, IMAGE_RECIPES } from './image-recipes.js';
import { projectPaths } from './project-paths.js';

const run = promisify(execFile);

/** What programs never read at run time is left out: it is more than half of the files. */
const isDeadWeight = (path: string) => /\.(d\.[cm]?ts|map|md|markdown|flow)$|\/\.bin\//.test(path);

/**
 * Installs an image's libraries on this host, for Linux on the image's processor, as its lockfile says. Kept by lockfile,
 * so that a second build and a build cut short do not download again. No install script runs.
 */
export async function listNpmLibraries(name: ImageName, cpu: string): Promise<ContextFile[]> {
  const isOwn = IMAGE_RECIPES[name].npmLibraries === 'own';
  const manifest = isOwn ? join(projectPaths.images, name) : projectPaths.root;
  const lock = await readFile(join(manifest, 'package-lock.json'));
  const key = createHash('sha256').update(cpu).update(lock).digest('hex').slice(0, 16);
  const folder = join(projectPaths.state, 'image-libraries', `${name}-${key}`);
  if (!(await stat(folder).catch(() => null))) await install(manifest, folder, cpu);
  const files = await listFiles(join(folder, 'node_modules'), 'node_modules');
  return files.filter((file) => !isDeadWeight(file.path));
}

async function install(manifest: string, folder: string, cpu: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    for (const file of ['package.json', 'package-lock.json'])
      await cp(join(manifest, file), join(unfinished, file));
    const flags = [
      '--omit=dev',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--os=linux',
      `--cpu=${cpu}`,
      '--libc=glibc',
    ];
    await run('npm', ['ci', ...flags], { cwd: unfinished, maxBuffer: 16 * 1024 * 1024 });
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
