import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDocker } from './open-docker.js';
import { IMAGES, LATER_IMAGES, prepareImages } from './prepare-images.js';
import { stateFolder, writePrivately } from './state-folder.js';
import type { Steps } from './steps.js';

const secretsFolder = join(stateFolder, 'secrets');

/**
 * `npm run compose`: makes what docker-compose.yml needs on this host and no registry has, images and secrets. What is there
 * stays as it is.
 */
export async function main(steps: Steps): Promise<number> {
  const docker = openDocker();
  await prepareImages(docker, steps, 'Images', [...IMAGES, ...LATER_IMAGES, 'platform']);
  const made = await writeMissingSecrets(secretsFolder);
  steps.say(
    made.length === 0 ? 'Secrets: all are there' : `Secrets made in .touchstone/secrets: ${made.join(', ')}`,
  );
  steps.say(`
  Next    docker-compose up -d          (with --profile observe for Prometheus and Grafana)
          docker-compose exec api touchstone make-admin you@example.org
  Then    http://localhost:8080; docs/RUNBOOK.md says how to run it
`);
  return 0;
}

/** @returns the names of those that were made */
export async function writeMissingSecrets(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [postgres, redis] = [await keep(folder, 'postgres_password'), await keep(folder, 'redis_password')];
  const rest = [
    await keep(folder, 'database_url', `postgres://touchstone:${postgres.value}@postgres:5432/touchstone`),
    await keep(folder, 'redis_url', `redis://default:${redis.value}@redis:6379/0`),
    await keep(folder, 'touchstone_secret'),
    await keep(folder, 'metrics_token'),
    await keep(folder, 'grafana_password'),
  ];
  return [postgres, redis, ...rest].filter(({ isNew }) => isNew).map(({ name }) => name);
}

interface KeptSecret {
  readonly name: string;
  readonly value: string;
  readonly isNew: boolean;
}

/** The folder is closed to everybody else; the files are read by the users of containers, who are nobody on this host. */
async function keep(
  folder: string,
  name: string,
  value = randomBytes(32).toString('hex'),
): Promise<KeptSecret> {
  const path = join(folder, name);
  const known = await readKnown(path);
  if (known === '') await writePrivately(path, `${value}\n`);
  await chmod(path, 0o444);
  return { name, value: known || value, isNew: known === '' };
}

/**
 * @returns nothing when there is no such file
 * @throws Error when it cannot be read: a new one in its place would lock everybody out of what it opens
 */
async function readKnown(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return '';
    throw error;
  }
}
