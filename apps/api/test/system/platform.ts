import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import pg from 'pg';
import { Redis } from 'ioredis';
import { dropDatabase } from '#testing';

const ROOT = resolve(import.meta.dirname, '../../../..');
const START_TIMEOUT_MS = 60_000;

/** Where a process runs: behind another command, in a folder of its own. Unless told, here. */
export interface Place {
  /** Runs what follows it in its own place, as the same process. */
  readonly command: readonly string[];
  readonly folder: string;
}

const HERE: Place = { command: [], folder: ROOT };

/** One process of the platform under test, with everything it said. */
export class PlatformProcess {
  private output = '';

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on(
        'data',
        (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-4_000_000)),
      );
    }
  }

  static start(
    name: 'api' | 'worker',
    env: Readonly<Record<string, string>>,
    { command, folder }: Place = HERE,
  ): PlatformProcess {
    const main = resolve(ROOT, `dist/apps/${name}/bundle/main.js`);
    const [program = '', ...words] = [...command, process.execPath, main];
    const child = spawn(program, words, {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new PlatformProcess(name, child);
  }

  get log(): string {
    return this.output;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Sends a signal and resolves with the exit code once the process is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    if (!this.running) return this.child.exitCode;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
    return this.child.exitCode;
  }
}

export interface PlatformOptions {
  readonly exercisesDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly workers?: number;
}

/**
 * A whole Touchstone of its own: database, Redis database, API and workers as the processes that ship.
 * Everything it made is gone after `stop`.
 */
export class Platform {
  readonly processes: PlatformProcess[] = [];

  private constructor(
    readonly url: string,
    readonly env: Readonly<Record<string, string>>,
    private readonly admin: { serverUrl: string; database: string; redisUrl: string },
  ) {}

  static async start(options: PlatformOptions = {}): Promise<Platform> {
    const serverUrl = required('TEST_DATABASE_URL');
    const database = `system_${randomBytes(6).toString('hex')}`;
    await runOn(serverUrl, `CREATE DATABASE ${database}`);
    const redisUrl = await takeRedisDatabase(required('TEST_REDIS_URL'));
    const port = await freePort();
    const env = {
      PORT: String(port),
      DATABASE_URL: withPath(serverUrl, database),
      REDIS_URL: redisUrl,
      TOUCHSTONE_SECRET: randomBytes(32).toString('hex'),
      TOUCHSTONE_SUBMISSIONS_PER_MINUTE: '1000',
      TOUCHSTONE_CONCURRENT_PER_USER: '100',
      TOUCHSTONE_WORKER_CONCURRENCY: '2',
      TOUCHSTONE_EXERCISES_DIR: options.exercisesDir ?? resolve(ROOT, 'exercises'),
      ...options.env,
    };
    const platform = new Platform(`http://127.0.0.1:${port}`, env, { serverUrl, database, redisUrl });
    try {
      const api = platform.startProcess('api');
      await waitUntil(
        () => isReady(platform.url),
        START_TIMEOUT_MS,
        () => `the API did not start:\n${api.log}`,
      );
      for (let n = 0; n < (options.workers ?? 1); n++) platform.startProcess('worker');
      return platform;
    } catch (error) {
      await platform.stop();
      throw error;
    }
  }

  startProcess(
    name: 'api' | 'worker',
    env: Readonly<Record<string, string>> = {},
    place?: Place,
  ): PlatformProcess {
    const started = PlatformProcess.start(name, { ...this.env, ...env }, place);
    this.processes.push(started);
    return started;
  }

  /** The workers' and API's output so far, for a failed assertion's message. */
  logs(): string {
    return this.processes.map((process) => `--- ${process.name}\n${process.log}`).join('\n');
  }

  /** The pods that a submission's attempts ran in, by the workers' own words: they name no submission. */
  podsOf(submissionId: string): string[] {
    return listPods(this.logs())
      .filter(({ submission }) => submission === submissionId)
      .map(({ pod }) => pod);
  }

  /** Runs one query on the platform's own database. */
  async query<Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> {
    return runOn<Row>(this.env.DATABASE_URL!, sql, params);
  }

  async flushRedis(): Promise<void> {
    await withRedis(this.admin.redisUrl, (redis) => redis.flushdb());
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.end()));
    await this.flushRedis();
    await dropDatabase(this.admin.serverUrl, this.admin.database);
  }
}

/** What a worker's log says of the pods that it used. */
export function listPods(log: string): { pod: string; submission: string }[] {
  const lines = log.matchAll(/pod ([0-9a-f]{12}), made (?:ahead|now), is for ([0-9a-f-]{36}),/g);
  return [...lines].map(([, pod = '', submission = '']) => ({ pod, submission }));
}

/** Repeats `check` until it is true. */
export async function waitUntil(
  check: () => Promise<boolean> | boolean,
  deadlineMs: number,
  explain: () => string,
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(explain());
    await new Promise((tick) => setTimeout(tick, 100));
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the tests with \`npm test\``);
  return value;
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function runOn<Row extends object>(url: string, sql: string, params: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, params)).rows;
  } finally {
    await client.end();
  }
}

function withPath(url: string, path: string): string {
  const changed = new URL(url);
  changed.pathname = `/${path}`;
  return changed.toString();
}

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** Takes a Redis database that is empty now. Databases 8–15 are left to the system tests. */
async function takeRedisDatabase(serverUrl: string): Promise<string> {
  for (let number = 8; number < 16; number++) {
    const url = withPath(serverUrl, String(number));
    const taken = await withRedis(
      url,
      async (redis) => (await redis.setnx('system-test', process.pid)) === 1,
    );
    if (taken) return url;
  }
  throw new Error(
    'every Redis database of the system tests is taken: flush databases 8 to 15 of the test Redis',
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
