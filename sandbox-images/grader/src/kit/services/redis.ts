import type { Redis as Connection } from 'ioredis';
import { KitFailure } from '../failures.js';
import { libraries } from '../libraries.js';
import { getScope } from '../scope.js';
import { getServiceAccess, getSession } from '../session.js';
import { blameProgram } from './blame-service.js';
import { waitUntilAnswers } from './wait-until-answers.js';
import { pauseUntilEnd, resumeNow } from '../subject/pause.js';

/** The exercise's Redis, with the grader's own user, which may run every command. */
export interface Redis {
  /** Sends one command, e.g. `command('TTL', key)`. */
  command(name: string, ...args: (string | number)[]): Promise<unknown>;
  /** FLUSHALL. */
  reset(): Promise<void>;
  /** Kills Redis / starts it again, empty. Started at the end of the test at the latest. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Freezes and thaws the server. Thawed at the end of the test at the latest. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** `REDIS_URL` as the subject has it (user `app`). */
  readonly subjectUrl: string;
}

const MAX_RESULT_BYTES = 8 * 1024 * 1024;
const COMMAND_TIMEOUT_MS = 3000;
const START_DEADLINE_MS = 10_000;

let connection: Promise<Connection> | null = null;

export const redis: Redis = {
  async command(name, ...args) {
    const scope = getScope('services.redis.command');
    return scope.race(
      blameProgram(
        'Redis',
        bounded((open) => open.call(name, ...args)),
      ),
    );
  },
  async reset() {
    const emptied = getConnection().then((open) => open.flushall());
    await getScope('services.redis.reset').race(blameProgram('Redis', emptied));
  },
  async stop() {
    getScope('services.redis.stop').undoAtEnd('stop redis', start);
    await getSession().control({ action: 'stop-service', service: 'redis' });
    disconnect();
  },
  async start() {
    const scope = getScope('services.redis.start');
    await start();
    scope.forget('stop redis');
  },
  pause: () => pauseUntilEnd('services.redis.pause', 'redis'),
  resume: () => resumeNow('services.redis.resume', 'redis'),
  get subjectUrl() {
    const { subjectUser, subjectPassword, port } = getServiceAccess('redis');
    return `redis://${subjectUser}:${subjectPassword}@127.0.0.1:${port}`;
  },
};

/** Rejects until the server answers. */
export async function pingRedis(): Promise<void> {
  await (await getConnection()).ping();
}

/** SECURITY: C14 the learner's program may have stored values of half a gigabyte: they must not fill the grader's memory. */
async function bounded<T>(work: (open: Connection) => Promise<T>): Promise<T> {
  const open = await getConnection();
  let received = 0;
  const count = (chunk: Buffer) => {
    received += chunk.length;
    if (received > MAX_RESULT_BYTES) open.disconnect();
  };
  const { stream } = open;
  stream.on('data', count);
  try {
    return await work(open);
  } catch (error) {
    if (received > MAX_RESULT_BYTES)
      throw new KitFailure('error', 'What Redis answered to a command of the test is larger than 8 MiB.');
    throw error;
  } finally {
    stream.off('data', count);
  }
}

async function start(): Promise<void> {
  await getSession().control({ action: 'start-service', service: 'redis' });
  disconnect();
  await waitUntilAnswers('redis', pingRedis, START_DEADLINE_MS);
}

function getConnection(): Promise<Connection> {
  connection ??= connect().catch((error: unknown) => {
    connection = null;
    throw error;
  });
  return connection;
}

async function connect(): Promise<Connection> {
  const { user, password, port } = getServiceAccess('redis');
  const opening = new libraries.ioredis.Redis({
    host: '127.0.0.1',
    port,
    username: user,
    password,
    lazyConnect: true,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    connectTimeout: 2000,
    commandTimeout: COMMAND_TIMEOUT_MS,
  });
  // The failure reaches the caller through its own promise.
  opening.on('error', () => undefined);
  opening.once('end', () => {
    connection = null;
  });
  await opening.connect();
  return opening;
}

/** The next command opens a connection of its own. */
function disconnect(): void {
  void connection?.then((open) => open.disconnect()).catch(() => undefined);
  connection = null;
}
