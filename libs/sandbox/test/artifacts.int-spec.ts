import { beforeAll, describe, expect, it } from '@jest/globals';
import type { SubmissionFile } from '#contracts';
import { ensureImages, localImages, type ImageNames } from '#sandbox';
import { aPlan, aRunner, docker, preparePodImages, witness, type Witnessed } from './pod-fixtures.js';

let images: ImageNames = localImages;

beforeAll(async () => {
  await preparePodImages();
  const ids: Partial<Record<string, string>> = await ensureImages(docker, ['grader', 'postgres']);
  images = (image) => ids[image] ?? localImages(image);
}, 600_000);

const toFiles = (contents: Readonly<Record<string, string>>): SubmissionFile[] =>
  Object.entries(contents).map(([path, content]) => ({ path, content }));

function judge(
  runtime: 'sql' | 'files',
  suite: string,
  files: Readonly<Record<string, string>>,
): Promise<Witnessed> {
  const plan = aPlan(suite, toFiles(files), {
    kind: 'artifact',
    runtime,
    instances: 0,
    services: runtime === 'sql' ? ['postgres'] : [],
    limits: { testTimeoutMs: 8000, wallTimeoutMs: 240_000 },
  });
  return witness(plan, aRunner(images));
}

const SQL_SUITE = `
import { services } from '@touchstone/kit';

const { postgres } = services;
const shop = async () => {
  const database = await postgres.createDatabase();
  await database.run('CREATE TABLE public.goods (id int PRIMARY KEY); INSERT INTO public.goods SELECT generate_series(1, 3000)');
  return database;
};
const own = () => postgres.createDatabase({ owner: 'learner' });
const codeOf = (work) => work.then(() => 'done', (error) => error.code);

describe('Pod', () => {
  it('reads', async () => {
    expect(await (await shop()).learner.query('good.sql', [3])).toEqual([{ sum: 6, __proto__x: 1 }]);
  });
  it('sleeps', async () => expect(await codeOf((await own()).learner.run('sleeps.sql'))).toBe(undefined));
  it('swallows', async () => expect(await codeOf((await own()).learner.run('swallows.sql'))).toBe(undefined));
  it('floods', async () => expect(await codeOf((await shop()).learner.query('floods.sql'))).toBe(undefined));
  it('notices', async () => expect(await codeOf((await own()).learner.run('notices.sql'))).toBe(undefined));
  it('leaves', async () => expect(await codeOf((await own()).learner.run('leaves.sql'))).toBe(undefined));
  it('is missing', async () => { await (await shop()).learner.query('nowhere.sql'); });
  it('has a mistake', async () => { await (await shop()).learner.query('mistake.sql'); });
  it('overflows', async () => expect(await codeOf((await own()).learner.run('overflows.sql'))).toBe('42601'));
  it('writes nothing that it may only read', async () => {
    const database = await shop();
    expect(await codeOf(database.learner.run('writes.sql'))).toBe('42501');
    expect(await database.query('SELECT count(*) AS goods FROM public.goods')).toEqual([{ goods: 3000 }]);
  });
  for (const [index, code] of ['42501', '42501', '42501', '42501', '42501', '42501', '42501', '42501'].entries())
    it('has no right ' + index, async () => expect(await codeOf((await own()).learner.run('right-' + index + '.sql'))).toBe(code));
  it('keeps no setting', async () => {
    const database = await own();
    await database.learner.run('settings.sql');
    const plan = await database.explain('SELECT * FROM public.big');
    expect(plan.seqScans).toEqual(['big']);
    expect(await database.query('SHOW search_path')).toEqual([{ search_path: 'pg_catalog,public' }]);
  });
  it('shadows', async () => { await (await own()).learner.run('shadows.sql'); });
  it('lays no trap', async () => {
    const database = await own();
    await database.learner.run('trap.sql');
    expect((await database.refusal('INSERT INTO public.bait VALUES (1)')).code).toBe('42501');
    await database.query('INSERT INTO public.bait VALUES (2)');
    expect(await database.query('SHOW statement_timeout')).toEqual([{ statement_timeout: '7200ms' }]);
  });
  it('is traced', async () => {
    const database = await own();
    await database.run('CREATE TABLE public.big AS SELECT generate_series(1, 20000) AS id');
    const traced = await database.learner.trace('migrates.sql');
    expect(traced.map((one) => [one.line, one.blocksReads('big'), one.blocksWrites('big'), one.goesThrough('big')])).toEqual([
      [1, true, true, false], [2, false, true, true], [3, false, false, true], [4, true, true, true],
      [5, false, false, false], [5, true, true, false], [5, true, true, true], [5, false, false, false],
    ]);
  });
  it('is planned', async () => {
    const database = await shop();
    const plan = await database.explain('SELECT id FROM public.goods WHERE id = 7');
    expect([plan.indexes, plan.seqScans, plan.rows]).toEqual([['goods_pkey'], [], 1]);
  });
  it('copies', async () => {
    const database = await shop();
    const copy = await postgres.createDatabase({ copyOf: database });
    expect(await copy.learner.query('good.sql', [2])).toEqual([{ sum: 3, __proto__x: 1 }]);
  });
});
`;

const SQL_FILES = {
  'good.sql': 'SELECT sum(id), 1 AS __proto__x FROM goods WHERE id <= $1;',
  'sleeps.sql': 'SET statement_timeout = 0; SELECT pg_sleep(600);',
  'swallows.sql': `SET statement_timeout = 0;
DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(1); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$;`,
  'floods.sql': "SELECT repeat('x', 1000) AS x FROM generate_series(1, 100000)",
  'notices.sql': "DO $$ BEGIN FOR i IN 1..1000000 LOOP RAISE NOTICE '%', repeat('x', 1000); END LOOP; END $$",
  'leaves.sql': 'SELECT pg_terminate_backend(pg_backend_pid())',
  'mistake.sql': '-- one\nSELECT id\nFROM goodies',
  'overflows.sql': `SELECT ${'('.repeat(60_000)}1${')'.repeat(60_000)}`,
  'writes.sql': 'DELETE FROM goods',
  'right-0.sql': "COPY (SELECT 1) TO PROGRAM 'id'",
  'right-1.sql': "SELECT pg_read_file('/etc/passwd')",
  'right-2.sql': 'CREATE ROLE mine SUPERUSER',
  'right-3.sql': 'CREATE EXTENSION btree_gist',
  'right-4.sql': 'CREATE DATABASE mine',
  'right-5.sql': 'SET SESSION AUTHORIZATION grader',
  'right-6.sql': 'SET ROLE grader',
  'right-7.sql': "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'grader'",
  'settings.sql': `CREATE TABLE big AS SELECT generate_series(1, 5000) AS id; CREATE INDEX ON big (id); ANALYZE big;
ALTER ROLE app SET enable_seqscan = off; ALTER ROLE app SET search_path = pg_temp;`,
  'shadows.sql': `CREATE FUNCTION same(varchar, varchar) RETURNS bool LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR public.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = same)`,
  'trap.sql': `CREATE TABLE bait (id int);
CREATE FUNCTION spring() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM set_config('statement_timeout', '0', false), set_config('search_path', 'pg_temp', false);
  IF NEW.id = 1 THEN EXECUTE 'CREATE ROLE mine'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER spring BEFORE INSERT ON bait FOR EACH ROW EXECUTE FUNCTION spring();`,
  'migrates.sql': `ALTER TABLE big ADD COLUMN note text;
CREATE INDEX big_id ON big (id);
CREATE INDEX CONCURRENTLY big_note ON big (note);
ALTER TABLE big ALTER COLUMN id TYPE bigint;
BEGIN; ALTER TABLE big ADD COLUMN more int; UPDATE big SET more = 1; COMMIT;`,
};

describe('an artifact of SQL', () => {
  it('is judged without a subject, and can neither stall, flood nor bend what judges it (I14)', async () => {
    const { report, tests } = await judge('sql', SQL_SUITE, SQL_FILES);

    expect(report.stop).toBe('done');
    expect(Object.keys(report.images).sort()).toEqual(['grader', 'pause', 'postgres']);
    // On a crowded machine the test's own limit comes first.
    const late = /did not finish/;
    expect(tests).toEqual({
      ...Object.fromEntries(Object.keys(tests).map((title) => [title, 'passed'])),
      sleeps: expect.stringMatching(late),
      swallows: expect.stringMatching(late),
      floods: expect.stringContaining('more than 4 MiB'),
      notices: expect.stringContaining('more than 4 MiB'),
      leaves: expect.stringContaining('PostgreSQL could not finish leaves.sql'),
      'is missing': expect.stringContaining('The submission has no file nowhere.sql'),
      'has a mistake': 'mistake.sql, line 3, column 6: relation "goodies" does not exist',
      shadows: 'shadows.sql makes the operator =, which PostgreSQL has itself: choose another name.',
    });
    expect(Object.keys(tests)).toHaveLength(24);
  }, 300_000);
});

const FILES_SUITE = `
import { artifact } from '@touchstone/kit';
describe('Pod', () => {
  it('reads', () => { expect(artifact.yaml('good.yml')).toEqual({ on: ['push'] }); });
  for (const name of ['bomb.yml', 'deep.yml', 'large.yml']) it(name, () => { artifact.yaml(name); });
  it('deep.json', () => { artifact.json('deep.json'); });
  it('Dockerfile', () => { expect(artifact.dockerfile('Dockerfile').stages.map((stage) => stage.base)).toEqual(['scratch']); });
  it('goes on', () => { expect(artifact.files()).toContain('__proto__'); });
});
`;

const refs = (name: string): string => Array.from({ length: 9 }, () => `*${name}`).join(', ');

describe('an artifact of files', () => {
  it('ends no parser, however it is nested, repeated or named (I15)', async () => {
    const { report, tests } = await judge('files', FILES_SUITE, {
      'good.yml': 'on: [push]',
      'bomb.yml': Array.from(
        { length: 12 },
        (_, n) => `a${n}: &a${n} [${n === 0 ? 'lol' : refs(`a${n - 1}`)}]`,
      ).join('\n'),
      'deep.yml': '- '.repeat(30_000),
      'large.yml': 'a: 1\n'.repeat(40_000),
      'deep.json': '['.repeat(60_000),
      Dockerfile: `FROM scratch\nRUN <<${'E'.repeat(60_000)}\n`,
      ['__proto__']: 'x',
    });

    expect(report.stop).toBe('done');
    expect(tests).toEqual({
      reads: 'passed',
      'bomb.yml': expect.stringContaining('Excessive alias count'),
      'deep.yml': expect.stringContaining('nested deeper than 100 levels'),
      'large.yml': expect.stringContaining('more than 64 KiB'),
      'deep.json': expect.stringContaining('deep.json'),
      Dockerfile: 'passed',
      'goes on': 'passed',
    });
  }, 120_000);
});
