import { spawn } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type Docker from 'dockerode';
import { PlatformFault } from '#contracts';
import { isImagePresent } from './find-image.js';
import { projectPaths } from './project-paths.js';

const PULLED = 'debian:trixie-slim';
const IMPORTED = 'touchstone/debian:trixie';

/** A registry that has not begun to answer by then is taken for unreachable. */
const REGISTRY_ANSWER_MS = 5_000;
const PULL_MS = 180_000;

/**
 * The Debian that all images stand on: present, else pulled when a registry answers, else made with debootstrap.
 * @returns its tag
 * @throws PlatformFault `image-missing` when neither way works
 */
export async function ensureDebian(docker: Docker, onStep: (line: string) => void): Promise<string> {
  for (const tag of [IMPORTED, PULLED]) if (await isImagePresent(docker, tag)) return tag;
  onStep(`pulling ${PULLED}`);
  if (await pullDebian(docker)) return PULLED;
  onStep('no registry answers: making it with debootstrap');
  await importDebian(docker, onStep);
  return IMPORTED;
}

/** @returns false when no registry answered in time or the pull broke off */
async function pullDebian(docker: Docker): Promise<boolean> {
  const giveUp = new AbortController();
  let timer = setTimeout(() => giveUp.abort(), REGISTRY_ANSWER_MS);
  try {
    const stream = await docker.pull(PULLED, { abortSignal: giveUp.signal });
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(
        stream,
        (error) => (error ? reject(error) : resolve()),
        () => {
          clearTimeout(timer);
          timer = setTimeout(() => giveUp.abort(), PULL_MS);
        },
      );
    });
    return await isImagePresent(docker, PULLED);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function importDebian(docker: Docker, onStep: (line: string) => void): Promise<void> {
  const archive = join(projectPaths.state, 'debian-trixie.tar');
  if (!existsSync(archive)) await makeDebian(archive, onStep);
  const stream = await docker.importImage(createReadStream(archive), {
    repo: 'touchstone/debian',
    tag: 'trixie',
    changes: ['LABEL touchstone.managed=true'],
  });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
  });
  await rm(archive);
}

async function makeDebian(archive: string, onStep: (line: string) => void): Promise<void> {
  await mkdir(projectPaths.state, { recursive: true });
  const child = spawn(join(projectPaths.images, 'base', 'make-debian.sh'), [archive], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastLines: string[] = [];
  const remember = (line: string) => void lastLines.splice(0, Math.max(0, lastLines.push(line) - 5));
  createInterface({ input: child.stdout }).on('line', (line) => {
    remember(line);
    onStep(line);
  });
  createInterface({ input: child.stderr }).on('line', remember);
  const exitCode = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  if (exitCode === 0) return;
  throw new PlatformFault(
    'image-missing',
    `the Debian base image can neither be pulled nor made: ${lastLines.join(' | ')}. Make ${PULLED} available (\`docker pull ${PULLED}\`) and start again`,
  );
}
