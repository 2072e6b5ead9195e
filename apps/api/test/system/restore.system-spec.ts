import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Learner, readFiles } from './learner.js';
import { Platform, waitUntil } from './platform.js';

const ROOT = resolve(import.meta.dirname, '../../../..');
const EXERCISES = join(import.meta.dirname, 'exercises');
const ACCEPTED = readFiles(join(EXERCISES, 'probe/solutions/node/accepted/plain'));

/** What `exercises/probe` is worth. */
const POINTS = 10;

let platform: Platform;
const shelf = mkdtempSync(join(tmpdir(), 'backups-'));
beforeAll(async () => {
  platform = await Platform.start({ exercisesDir: EXERCISES });
}, 90_000);
afterAll(async () => {
  await platform.stop();
  rmSync(shelf, { recursive: true, force: true });
}, 60_000);

/** Runs the program that ships, as an operator on this host. */
async function touchstone(...words: string[]) {
  const { DATABASE_URL, REDIS_URL } = platform.env;
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/bin/touchstone.mjs'), ...words], {
    cwd: shelf,
    env: { PATH: process.env.PATH, HOME: shelf, DATABASE_URL, REDIS_URL },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { exitCode, stdout, stderr };
}

/** Settles when the board of the exercise has this learner first, with all points: boards are counted as verdicts come in. */
async function boardShows(learner: Learner): Promise<void> {
  let seen = '';
  await waitUntil(
    async () => {
      const answer = await learner.request('/exercises/probe/leaderboard');
      seen = await answer.text();
      const { items } = JSON.parse(seen) as { items: { rank: number; points: number }[] };
      return items.length === 1 && items[0]!.rank === 1 && items[0]!.points === POINTS;
    },
    20_000,
    () => `the board shows ${seen}`,
  );
}

const logIn = async ({ url, email }: Learner) =>
  (
    await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: 'correct horse battery' }),
    })
  ).status;

const countQueueKeys = async () => {
  const redis = new Redis(platform.env.REDIS_URL!);
  const keys = await redis.keys('*touchstone*');
  redis.disconnect();
  return keys.length;
};

describe('a platform that lost its database', () => {
  it('is restored from a backup taken while it ran: verdicts, boards and logins as they were, and who waited is judged', async () => {
    const learner = await Learner.register(platform.url);
    expect(await learner.judge('probe', 'node', ACCEPTED)).toMatchObject({ outcome: 'accepted' });
    await platform.processes.find(({ name }) => name === 'worker')!.end();
    const waiting = await learner.submit('probe', 'node', ACCEPTED);
    await boardShows(learner);
    const tables = await readTables();

    const backup = await touchstone('backup', 'touchstone.dump');
    const inUse = await touchstone('restore', 'touchstone.dump', '--replace');
    // After the backup: work that is lost, and hints at it that Redis keeps.
    const lost = await learner.submit('probe', 'node', ACCEPTED);
    for (const process of platform.processes) await process.end('SIGKILL');
    await platform.query('DROP SCHEMA public CASCADE');
    await platform.query('CREATE SCHEMA public');
    const restore = await touchstone('restore', 'touchstone.dump');
    const [restored, keysLeft] = [await readTables(), await countQueueKeys()];
    platform.startProcess('api');
    platform.startProcess('worker');
    await waitUntil(
      () =>
        learner.read(waiting).then(
          ({ status }) => status === 'judged',
          () => false,
        ),
      60_000,
      () => platform.logs(),
    );

    expect([backup, restore]).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
    expect(inUse).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('the database is in use') });
    expect(restored).toEqual(tables);
    expect(keysLeft).toBe(0);
    await boardShows(learner);
    expect(await learner.read(waiting)).toMatchObject({ outcome: 'accepted', attempt: 1 });
    expect((await learner.request(`/submissions/${lost}`)).status).toBe(404);
    expect(await logIn(learner)).toBe(200);
  }, 180_000);
});

/** Rows of the tables that nothing writes to by itself while a test looks on. */
async function readTables(): Promise<Record<string, unknown[]>> {
  const names = [
    'users',
    'exercises',
    'exercise_versions',
    'submissions',
    'submission_files',
    'verdicts',
    'migrations',
  ];
  const read = async (name: string) =>
    [name, await platform.query(`SELECT t::text AS row FROM ${name} t ORDER BY 1`)] as const;
  return Object.fromEntries(await Promise.all(names.map(read)));
}
