import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { join } from 'node:path';
import { Learner, readFiles } from './learner.js';
import { Platform, waitUntil } from './platform.js';

const EXERCISES = join(import.meta.dirname, 'exercises');
const ACCEPTED = readFiles(join(EXERCISES, 'probe/solutions/node/accepted/plain'));
/** No request may wait for what is away for longer than people wait for a page. */
const PATIENCE_MS = 10_000;

const run = promisify(execFile);

/** A Redis to be stopped, which comes back with nothing in it. */
class OwnRedis {
  private readonly name = `touchstone-away-${randomBytes(4).toString('hex')}`;
  private readonly password = randomBytes(16).toString('hex');

  private constructor(private readonly port: number) {}

  static async start(): Promise<OwnRedis> {
    const redis = new OwnRedis(20_000 + Math.floor(Math.random() * 10_000));
    await run('docker', [
      ...[
        'run',
        '-d',
        '--name',
        redis.name,
        '--label',
        'touchstone.managed=true',
        '--network',
        'host',
        '--init',
      ],
      ...['--user', '64998:64998', '--read-only', '--tmpfs', '/data:size=64m,mode=1777'],
      ...['-e', 'TOUCHSTONE_ROLE=platform', '-e', `TOUCHSTONE_PORT=${redis.port}`],
      ...['-e', `PLATFORM_PASSWORD=${redis.password}`, 'touchstone/redis:latest'],
    ]);
    await redis.waitUntilThere();
    return redis;
  }

  get url(): string {
    return `redis://default:${this.password}@127.0.0.1:${this.port}/0`;
  }

  async stop(): Promise<void> {
    await run('docker', ['stop', '--time', '5', this.name]);
  }

  async startAgain(): Promise<void> {
    await run('docker', ['start', this.name]);
    await this.waitUntilThere();
  }

  async remove(): Promise<void> {
    await run('docker', ['rm', '-f', this.name]);
  }

  private async waitUntilThere(): Promise<void> {
    await waitUntil(
      () => this.answers(),
      10_000,
      () => `Redis ${this.name} does not answer`,
    );
  }

  private async answers(): Promise<boolean> {
    const redis = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return (await redis.ping()) === 'PONG';
    } catch {
      return false;
    } finally {
      redis.disconnect();
    }
  }
}

let redis: OwnRedis;
let platform: Platform;
let learner: Learner;
beforeAll(async () => {
  redis = await OwnRedis.start();
  platform = await Platform.start({ exercisesDir: EXERCISES, env: { REDIS_URL: redis.url } });
  learner = await Learner.register(platform.url);
}, 90_000);
afterAll(async () => {
  await platform.stop();
  await redis.remove();
}, 60_000);

const isJudged = (id: string) => async () => (await learner.read(id)).status === 'judged';

/** Asks as a learner does and tells what came, and whether it came soon. */
async function ask(
  path: string,
  init?: RequestInit,
): Promise<{ path: string; status: number; soon: boolean }> {
  const startedAt = performance.now();
  const answer = await learner.request(path, init);
  await answer.arrayBuffer();
  return { path, status: answer.status, soon: performance.now() - startedAt < PATIENCE_MS };
}

describe('while Redis is away', () => {
  it('submissions are accepted, pages are read, and people log in; all of it is judged when Redis is back', async () => {
    const earlier = await learner.submit('probe', 'node', ACCEPTED);
    await waitUntil(isJudged(earlier), 60_000, () => platform.logs());
    await redis.stop();

    const ready = await (await fetch(`${platform.url}/readyz`)).json();
    const sent = [
      await learner.submit('probe', 'node', ACCEPTED),
      await learner.submit('probe', 'node', ACCEPTED),
    ];
    const pages = [
      '/me',
      '/tracks',
      '/exercises',
      '/exercises/probe',
      '/submissions',
      `/submissions/${earlier}`,
    ];
    const read = await Promise.all(
      [...pages, `/submissions/${sent[0]!}`, '/exercises/probe/leaderboard'].map((p) => ask(p)),
    );
    const login = await ask('/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: learner.email, password: 'correct horse battery' }),
    });
    const statuses = await Promise.all(sent.map(async (id) => (await learner.read(id)).status));

    expect(ready).toEqual({ status: 'ready', postgres: 'up', redis: 'down' });
    expect([...read, login]).toEqual([...read, login].map(({ path }) => ({ path, status: 200, soon: true })));
    expect(statuses).toEqual(['queued', 'queued']);

    await redis.startAgain();
    for (const id of sent) {
      await waitUntil(isJudged(id), 60_000, () => platform.logs());
      expect(await learner.read(id)).toMatchObject({ outcome: 'accepted', score: 100, attempt: 1 });
    }
    expect(await (await fetch(`${platform.url}/readyz`)).json()).toMatchObject({ redis: 'up' });
  }, 180_000);

  it('API and workers start, and go to work when Redis is there', async () => {
    for (const process of platform.processes) await process.end();
    await redis.stop();

    platform.startProcess('api');
    platform.startProcess('worker');
    await waitUntil(
      () =>
        fetch(`${platform.url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      30_000,
      () => platform.logs(),
    );
    const id = await learner.submit('probe', 'node', ACCEPTED);
    await redis.startAgain();
    await waitUntil(isJudged(id), 60_000, () => platform.logs());

    expect(await learner.read(id)).toMatchObject({ outcome: 'accepted', attempt: 1 });
  }, 180_000);
});
