import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import {
  ExerciseRepository,
  migrate,
  openDatabase,
  SubmissionRepository,
  UserRepository,
} from '#persistence';
import { anExercise, aSeed, createTestDatabase, testRedisUrl, type TestDatabase } from '#testing';
import { runCli, type CliRun } from './run-cli.js';
import { Workspace } from './workspace.js';

const FILE = 'touchstone.dump';
/** What a reader of dumps could trip over. */
const ODD = 'tab\there, back\\slash,\n\\.\nCOPY public.migrations (id, name) FROM stdin;\n';

/** What most tests start from, and none changes: a database, its rows, and a backup of it. */
let used: string;
let rows: Record<string, string[]>;
let dump: string;
let taken: CliRun;
const shelf = new Workspace();
const made: TestDatabase[] = [];
beforeAll(async () => {
  used = await aUsedDatabase();
  rows = await readRows(used);
  dump = join(shelf.dir, FILE);
  taken = await cli(['backup', dump], used);
});
afterAll(() => shelf.dispose());

let home: Workspace;
let redis: Redis;
beforeEach(async () => {
  home = new Workspace();
  redis = new Redis(redisUrl());
  await redis.flushdb();
});
afterEach(() => {
  home.dispose();
  redis.disconnect();
});
afterAll(async () => {
  for (const { drop } of made) await drop();
});

/** A database of Redis that no other test uses: restoring removes keys that all of them could have. */
function redisUrl(): string {
  const url = new URL(testRedisUrl());
  url.pathname = '/7';
  return url.href;
}

const cli = (words: string[], databaseUrl: string, env = {}) =>
  runCli(words, {
    cwd: home?.dir ?? shelf.dir,
    env: { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl(), ...env },
  });

async function anEmptyDatabase(): Promise<string> {
  const database = await createTestDatabase();
  made.push(database);
  return database.url;
}

/** Does something to a database as a program that is not connected any more afterwards. */
async function visit<T>(url: string, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const dataSource = await openDatabase({ url, poolSize: 2 });
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** One learner, one exercise, one submission that waits; text as odd as a learner may send. */
async function aUsedDatabase(): Promise<string> {
  const url = await anEmptyDatabase();
  await visit(url, async (dataSource) => {
    await migrate(dataSource);
    await submit(dataSource, `${ODD}${makeNoise()}`);
  });
  return url;
}

async function submit(dataSource: DataSource, content: string): Promise<void> {
  const exercise = anExercise();
  await new ExerciseRepository(dataSource).publish(exercise);
  const user = { email: `${randomUUID()}@example.org`, displayName: 'Ada 🦉', passwordHash: 'hash' };
  const { id } = await new UserRepository(dataSource).insertUser({ ...user, role: 'learner' });
  await new SubmissionRepository(dataSource).insert({
    userId: id,
    exerciseId: exercise.manifest.id,
    exerciseSlug: exercise.slug,
    exerciseVersion: exercise.version,
    runtime: 'node',
    mode: 'graded',
    files: [{ path: 'main.js', content }],
    seed: aSeed(),
    idempotencyKey: null,
    requestHash: 'hash of the request',
    limits: { submissionsPerMinute: 1000, concurrentPerUser: 1000 },
    attemptTerms: [],
  });
}

/** Every row of every table, as text. */
const readRows = (url: string): Promise<Record<string, string[]>> =>
  visit(url, async (dataSource) => {
    const tables = await dataSource.query<{ tablename: string }[]>(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`,
    );
    const read = async ({ tablename }: { tablename: string }) => {
      const rows = await dataSource.query<{ row: string }[]>(
        `SELECT t::text AS row FROM ${tablename} t ORDER BY 1`,
      );
      return [tablename, rows.map(({ row }) => row)] as const;
    };
    return Object.fromEntries(await Promise.all(tables.map(read)));
  });

describe('a backup', () => {
  it('is restored row by row into an empty database, which then goes on as the old one would have', async () => {
    const empty = await anEmptyDatabase();

    const restored = await cli(['restore', dump], empty);

    expect([taken, restored]).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
    expect(taken.stdout).toMatch(/touchstone\.dump: \d+ KiB, whole, schema [A-Za-z]+\d+\n$/);
    expect(restored.stdout).toContain('restored 1 users, 1 submissions (1 not judged yet) and 0 verdicts');
    expect(rows['submission_files']).toEqual([expect.stringContaining('COPY public.migrations')]);
    expect(await readRows(empty)).toEqual(rows);
    // Generated numbers go on after those there were.
    await visit(empty, async (dataSource) => {
      expect(await migrate(dataSource)).toEqual([]);
      await dataSource.query(`UPDATE users SET display_name = 'Grace'`);
      await submit(dataSource, 'export {};');
    });
  });

  it('can be read by its owner alone, and overwrites nothing unless told to', async () => {
    const path = join(home.dir, FILE);
    writeFileSync(path, 'the only backup there is');

    const refused = await cli(['backup', FILE], used);
    const kept = readFileSync(path, 'utf8');
    const forced = await cli(['backup', FILE, '--force', '--json'], used);

    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('say --force') });
    expect(kept).toBe('the only backup there is');
    expect(JSON.parse(forced.stdout)).toMatchObject({ bytes: statSync(path).size });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([
    [FILE, 'postgres://touchstone:secret@127.0.0.1:1/touchstone', 'Postgres at 127.0.0.1:1 cannot be used'],
    ['nowhere/touchstone.dump', null, 'there is no folder'],
  ])('that cannot be taken leaves no file behind: %s', async (file, url, reason) => {
    const { exitCode, stderr } = await cli(['backup', file], url ?? used);

    expect(exitCode).toBe(1);
    expect(stderr).toContain(reason);
    expect(stderr).not.toContain('secret');
    expect(readdirSync(home.dir)).toEqual([]);
  });

  it('of a database of somebody else is none', async () => {
    const foreign = await anEmptyDatabase();
    await visit(foreign, (dataSource) => dataSource.query('CREATE TABLE notes (id int)'));

    const { exitCode, stderr } = await cli(['backup', FILE], foreign);

    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('not of Touchstone'),
    });
    expect(readdirSync(home.dir)).toEqual([]);
  });
});

describe('a restore', () => {
  it('throws away what is there only when told to, and nothing of a newer schema stays', async () => {
    const occupied = await aUsedDatabase();
    await visit(occupied, (dataSource) => dataSource.query('CREATE TABLE from_a_later_release (id int)'));
    const before = await readRows(occupied);

    const refused = await cli(['restore', dump], occupied);
    const afterRefusal = await readRows(occupied);
    const replaced = await cli(['restore', dump, '--replace'], occupied);

    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('already holds 1 users, 1 submissions');
    expect(refused.stderr).toContain('--replace');
    expect(afterRefusal).toEqual(before);
    expect(replaced.exitCode).toBe(0);
    expect(await readRows(occupied)).toEqual(rows);
  });

  it('that breaks off changes nothing', async () => {
    const occupied = await aUsedDatabase();
    await visit(occupied, async (dataSource) => {
      await dataSource.query('DROP TABLE webhooks CASCADE');
      // In the way of the table of this name, and nothing that a release of Touchstone would make.
      await dataSource.query('CREATE TYPE webhooks AS ENUM ()');
    });
    const before = await readRows(occupied);

    const { exitCode, stderr } = await cli(['restore', dump, '--replace'], occupied);

    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('could not be restored, and nothing was changed'),
    });
    expect(await readRows(occupied)).toEqual(before);
  });

  it('removes what Redis keeps of the old database, and nothing of others', async () => {
    const empty = await anEmptyDatabase();
    await redis.mset({
      '{touchstone}:judge:1': 'job',
      'touchstone:board:{x}:rows': 'board',
      'other:key': 'theirs',
    });

    const done = await cli(['restore', dump], empty);

    expect(done).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringContaining('Redis: 2 keys of Touchstone removed'),
    });
    expect(await redis.keys('*')).toEqual(['other:key']);
  });

  it('says what is left to do when Redis is away: the rows are in place', async () => {
    const empty = await anEmptyDatabase();

    const { exitCode, stderr } = await cli(['restore', dump], empty, { REDIS_URL: 'redis://127.0.0.1:1/0' });

    expect(exitCode).toBe(2);
    expect(stderr).toContain('remove the keys touchstone:* and {touchstone}:*');
    expect(await readRows(empty)).toEqual(rows);
  });

  it('into a database in use is refused', async () => {
    const busy = await anEmptyDatabase();

    const { exitCode, stderr } = await visit(busy, () => cli(['restore', dump], busy));

    expect(exitCode).toBe(1);
    expect(stderr).toContain('the database is in use: 1 connection of API or workers');
    expect(await readRows(busy)).toEqual({});
  });

  it('brings the schema of an earlier release up to date', async () => {
    const [earlier, empty] = [await aUsedDatabase(), await anEmptyDatabase()];
    const newest = await visit(earlier, async (dataSource) => {
      await dataSource.undoLastMigration();
      return dataSource.migrations.at(-1)!.name;
    });
    await cli(['backup', FILE], earlier);

    const { stdout } = await cli(['restore', FILE, '--json'], empty);

    expect(JSON.parse(stdout)).toMatchObject({ migrated: [newest], stored: { submissions: 1 } });
  });

  it('refuses the schema of a later release', async () => {
    const [later, empty] = [await aUsedDatabase(), await anEmptyDatabase()];
    await visit(later, (dataSource) =>
      dataSource.query(
        `INSERT INTO migrations (timestamp, name) VALUES (1999000000000, 'Tomorrow1999000000000')`,
      ),
    );
    await cli(['backup', FILE], later);

    const { exitCode, stderr } = await cli(['restore', FILE], empty);

    expect(exitCode).toBe(1);
    expect(stderr).toContain('made by a newer Touchstone: this release does not know Tomorrow1999000000000');
    expect(await readRows(empty)).toEqual({});
  });

  it.each([
    ['lost its end', (whole: Buffer) => whole.subarray(0, whole.length - 200)],
    ['lost all but its beginning', (whole: Buffer) => whole.subarray(0, 300)],
    ['has a byte that changed', flipInData],
    ['is no backup', () => Buffer.from('{"not":"a backup"}')],
  ])('changes nothing for a file that %s', async (_, spoil) => {
    writeFileSync(join(home.dir, FILE), spoil(readFileSync(dump)));

    const { exitCode, stderr } = await cli(['restore', FILE, '--replace'], used);

    expect(exitCode).toBe(1);
    expect(stderr).toContain('is not a whole backup, and nothing was changed');
    expect(await readRows(used)).toEqual(rows);
  });

  it('of a file that is not there says so', async () => {
    const { exitCode, stderr } = await cli(['restore', 'nowhere.dump'], used);

    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('there is no file'),
    });
  });
});

/** Text that does not get shorter by much, so that most of the file is its data. */
function makeNoise(): string {
  const lines = Array.from({ length: 4000 }, (_, n) =>
    createHash('sha256').update(String(n)).digest('base64'),
  );
  return lines.join('\n');
}

function flipInData(whole: Buffer): Buffer {
  const changed = Buffer.from(whole);
  const middle = Math.floor(whole.length / 2);
  changed[middle] = changed[middle]! ^ 0xff;
  return changed;
}
