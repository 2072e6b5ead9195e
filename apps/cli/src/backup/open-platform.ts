import { openSecretFiles } from '#config';
import { ensureImages } from '#sandbox';
import { openDatabase } from '#persistence';
import type { Context } from '../context.js';
import { CommandError, EXIT_CODE } from '../exit-code.js';
import { openDocker } from '../local/open-docker.js';
import { showImageProgress } from '../local/show-image-progress.js';
import {
  isManagedServiceKnown,
  isManagedServiceRunning,
  startManagedService,
  stopManagedServices,
} from '../up/managed-services.js';
import { toMessage } from '../up/up-failure.js';
import type { RunProgram } from './program-run.js';
import { runContained } from './run-contained.js';

/** What backup and restore work on. */
export interface PlatformAccess {
  readonly databaseUrl: string;
  /** null when nobody said where it is. */
  readonly redisUrl: string | null;
}

/**
 * Reaches the services that DATABASE_URL and REDIS_URL name, else those that `npm start` manages for this clone: started when
 * they are not running, and stopped again afterwards.
 * @param mayBeNew whether a database that never was may be made
 */
export async function withPlatform<T>(
  context: Context,
  mayBeNew: boolean,
  work: (access: PlatformAccess) => Promise<T>,
): Promise<T> {
  const named = read(context, 'DATABASE_URL');
  if (named !== null) return work({ databaseUrl: named, redisUrl: read(context, 'REDIS_URL') });
  if (!mayBeNew && !(await isManagedServiceKnown('postgres', 'platform')))
    throw new CommandError(
      'there is no database here: set DATABASE_URL (and REDIS_URL) as for the API, or run this in the clone that `npm start` ran in',
    );
  return withManaged(context, work);
}

async function withManaged<T>(context: Context, work: (access: PlatformAccess) => Promise<T>): Promise<T> {
  const docker = openDocker(context.env);
  const wasRunning = await isManagedServiceRunning(docker, 'postgres', 'platform').catch(noEngine);
  const tell = showImageProgress(context.terminal);
  try {
    const [databaseUrl, redisUrl] = await Promise.all([
      startManagedService(docker, 'postgres', 'platform', tell),
      startManagedService(docker, 'redis', 'platform', tell),
    ]);
    return await work({ databaseUrl, redisUrl: read(context, 'REDIS_URL') ?? redisUrl });
  } finally {
    if (!wasRunning) await stopManagedServices(docker, 'platform');
  }
}

function noEngine(error: unknown): never {
  throw new CommandError(
    `the Docker engine, which keeps the database of this clone, does not answer: ${toMessage(error)}. Start it, or set DATABASE_URL`,
    EXIT_CODE.ourFault,
    { cause: error },
  );
}

/** @throws CommandError when Postgres does not answer; the caller destroys the DataSource */
export async function openPlatformDatabase(url: string): ReturnType<typeof openDatabase> {
  try {
    return await openDatabase({ url, poolSize: 2 });
  } catch (error) {
    const where = URL.canParse(url) ? new URL(url).host : 'DATABASE_URL';
    throw new CommandError(`Postgres at ${where} cannot be used: ${toMessage(error)}`, undefined, {
      cause: error,
    });
  }
}

/** PostgreSQL’s programs, out of the image of Touchstone. */
export async function openImage(context: Context): Promise<RunProgram> {
  const docker = openDocker(context.env);
  const { postgres } = await ensureImages(docker, ['postgres'], showImageProgress(context.terminal)).catch(
    (error: unknown) => {
      throw new CommandError(
        `pg_dump and pg_restore are not installed, and there is no image to run them from: ${toMessage(error)}. ` +
          'Install postgresql-client of the version of your server, or start the Docker engine',
        EXIT_CODE.ourFault,
        { cause: error },
      );
    },
  );
  return (run) => runContained(docker, postgres, run);
}

/** A URL without its password, and the password: for programs that take it by their environment. */
export function splitPassword(url: string): { readonly target: string; readonly password: string } {
  const target = new URL(url);
  const password = decodeURIComponent(target.password);
  target.password = '';
  return { target: target.href, password };
}

/** @throws CommandError when a file of a secret cannot be read */
function read(context: Context, name: 'DATABASE_URL' | 'REDIS_URL'): string | null {
  const mistakes: string[] = [];
  const value = openSecretFiles(context.env, mistakes)[name];
  if (mistakes.length > 0) throw new CommandError(mistakes.join('; '));
  return value === undefined || value === '' ? null : value;
}
