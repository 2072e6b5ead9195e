import { describe, expect, it } from '@jest/globals';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { SubmissionId, UserId, type Verdict } from '#contracts';
import type { Exercise } from '#exercise-catalog';
import { anExercise, aResult, createTestDatabase } from '#testing';
import { migrate } from '../migrate.js';
import { toDataSourceOptions } from '../open-database.js';
import { ExerciseRepository } from '../exercises/exercise.repository.js';
import { SubmissionRepository } from '../submissions/submission.repository.js';
import { UserRepository } from '../users/user.repository.js';
import { aVerdict } from './judging-world.js';
import { openTestDatabase } from './open-test-database.js';

const ADA = UserId.parse('11111111-1111-4111-8111-111111111111');
const JUDGED = SubmissionId.parse('22222222-2222-4222-8222-222222222222');
const WAITING = SubmissionId.parse('33333333-3333-4333-8333-333333333333');
const LEFT = SubmissionId.parse('44444444-4444-4444-8444-444444444444');

/** Rows as the first schema has them: this text stays as it is, whatever the schema becomes. */
const toStatements = (exercise: Exercise, verdict: Verdict): [statement: string, values?: string[]][] => [
  [
    `INSERT INTO users (id, email, display_name, password_hash, role)
      VALUES ('${ADA}', 'ada@example.org', 'Ada', 'hash', 'learner')`,
  ],
  [
    `INSERT INTO refresh_tokens (token_hash, family_id, user_id, expires_at)
      VALUES ('t1', gen_random_uuid(), '${ADA}', now() + interval '1 day')`,
  ],
  [
    `INSERT INTO personal_tokens (id, user_id, name, token_hash, expires_at)
      VALUES (gen_random_uuid(), '${ADA}', 'laptop', 't2', now() + interval '1 day')`,
  ],
  [
    'INSERT INTO exercise_versions (version, bundle) VALUES ($1, $2::jsonb)',
    [exercise.version, JSON.stringify(exercise)],
  ],
  [`INSERT INTO exercises (slug, current_version) VALUES ('echo-service', $1)`, [exercise.version]],
  [
    `INSERT INTO submissions (id, user_id, exercise_slug, exercise_version, runtime, mode, seed, request_hash, created_at,
        status, attempt, tries, worker_id, lease_until, outcome, score, judged_at) VALUES
      ('${JUDGED}', '${ADA}', 'echo-service', $1, 'node', 'graded', 's', 'h', now(), 'judged', 1, 1, NULL, NULL, 'partial', 50, now()),
      ('${WAITING}', '${ADA}', 'echo-service', $1, 'node', 'graded', 's', 'h', now(), 'queued', 0, 0, NULL, NULL, NULL, NULL, NULL),
      ('${LEFT}', '${ADA}', 'echo-service', $1, 'node', 'graded', 's', 'h', now(), 'testing', 1, 1, 'dead', now() - interval '1 hour', NULL, NULL, NULL)`,
    [exercise.version],
  ],
  [
    `INSERT INTO submission_files (submission_id, path, position, content)
      SELECT id, 'main.js', 0, 'export {};' FROM submissions`,
  ],
  [
    `INSERT INTO verdicts (submission_id, attempt, outcome, score, verdict, judged_at)
      VALUES ('${JUDGED}', 1, 'partial', 50, $1::jsonb, now())`,
    [JSON.stringify(verdict)],
  ],
];

describe('the schema of the first release', () => {
  it('is brought up to date with its rows: people log in, scores stand, and who waited is judged', async () => {
    await using database = await openTestDatabase();
    const { dataSource } = database;
    const [first, ...later] = listInOrder(dataSource);
    for (const _ of later) await dataSource.undoLastMigration();
    const exercise = anExercise();
    const verdict = aVerdict('partial', 50, {
      tests: [aResult(), aResult({ title: 'b', status: 'failed' })],
    });
    for (const [statement, values] of toStatements(exercise, verdict))
      await dataSource.query(statement, values);

    const ran = await migrate(dataSource);

    expect([first!.name, ...ran]).toEqual(listInOrder(dataSource).map(({ name }) => name));
    const submissions = new SubmissionRepository(dataSource);
    expect(await new UserRepository(dataSource).findUserByEmail('ada@example.org')).toMatchObject({
      id: ADA,
      passwordHash: 'hash',
      boardVisibility: 'alias',
    });
    expect(await new ExerciseRepository(dataSource).findCurrent(exercise.slug)).toMatchObject({
      version: exercise.version,
    });
    expect(await submissions.bestScores(ADA)).toEqual(new Map([[exercise.manifest.id, 50]]));
    expect(await submissions.findById(JUDGED)).toMatchObject({ outcome: 'partial', verdict });
    for (const id of [WAITING, LEFT])
      expect(await submissions.claim({ id, workerId: 'worker', leaseMs: 60_000 })).toMatchObject({
        exerciseId: exercise.manifest.id,
        files: [{ path: 'main.js', content: 'export {};' }],
      });
  });
});

describe('every migration', () => {
  it('can be undone and done again, and then the schema is the same', async () => {
    await using database = await openTestDatabase();
    const { dataSource } = database;
    const migrations = listInOrder(dataSource);
    const schemas = [await readSchema(dataSource)];
    for (const _ of migrations) {
      await dataSource.undoLastMigration();
      schemas.unshift(await readSchema(dataSource));
    }

    const again: Record<string, string[]>[] = [];
    for (let count = 1; count <= migrations.length; count++) {
      const upTo = await openWith(database.url, migrations.slice(0, count).map(toClass));
      await migrate(upTo);
      again.push(await readSchema(upTo));
      await upTo.destroy();
    }

    migrations.forEach(({ name }, index) =>
      expect({ name, schema: again[index] }).toEqual({ name, schema: schemas[index + 1] }),
    );
  });
});

describe('a migration', () => {
  it('runs in the session that has the lock, and for longer than a request may', async () => {
    await using database = await anEmptyDatabase();
    const dataSource = await openWith(database.url, [LookAround1000000000001]);

    await migrate(dataSource);

    const [seen] = await dataSource.query('SELECT * FROM seen');
    expect(seen).toEqual({ timeout: '1h', locks: 1 });
    expect(await dataSource.query('SHOW statement_timeout')).toEqual([{ statement_timeout: '30s' }]);
    await dataSource.destroy();
  });

  it('that fails leaves nothing of itself, tells why, and keeps nobody from trying again', async () => {
    await using database = await anEmptyDatabase();
    const broken = await openWith(database.url, [LookAround1000000000001, BreakOff1000000000002]);

    await expect(migrate(broken)).rejects.toThrow('out of rows');
    await broken.destroy();
    const mended = await openWith(database.url, [LookAround1000000000001, Mended1000000000002]);

    expect(await migrate(mended)).toEqual(['Mended1000000000002']);
    const tables = await mended.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    expect(tables).toEqual([{ tablename: 'mended' }, { tablename: 'migrations' }, { tablename: 'seen' }]);
    await mended.destroy();
  });

  it('whose session is cut is told of, and done by whoever comes next', async () => {
    await using database = await anEmptyDatabase();
    const cut = await openWith(database.url, [CutOff1000000000001]);

    await expect(migrate(cut)).rejects.toThrow(/terminat|closed/i);
    await cut.destroy();
    const next = await openWith(database.url, [LookAround1000000000001]);

    expect(await migrate(next)).toEqual(['LookAround1000000000001']);
    await next.destroy();
  });
});

abstract class Undoable implements MigrationInterface {
  abstract readonly name: string;
  abstract up(queryRunner: QueryRunner): Promise<void>;
  down = () => Promise.resolve();
}

class LookAround1000000000001 extends Undoable {
  readonly name = 'LookAround1000000000001';
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE seen AS SELECT current_setting('statement_timeout') AS timeout,
      (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks`);
  }
}

class BreakOff1000000000002 extends Undoable {
  readonly name = 'BreakOff1000000000002';
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE TABLE half (id int)');
    throw new Error('out of rows');
  }
}

class Mended1000000000002 extends Undoable {
  readonly name = 'Mended1000000000002';
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE TABLE mended (id int)');
  }
}

class CutOff1000000000001 extends Undoable {
  readonly name = 'CutOff1000000000001';
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('SELECT pg_terminate_backend(pg_backend_pid())');
  }
}

async function anEmptyDatabase() {
  const { url, drop } = await createTestDatabase();
  return { url, [Symbol.asyncDispose]: drop };
}

function openWith(url: string, migrations: readonly (new () => MigrationInterface)[]): Promise<DataSource> {
  const options = toDataSourceOptions({ url, poolSize: 2 });
  return new DataSource({ ...options, migrations: [...migrations] }).initialize();
}

/** In the order in which they are carried out. */
const listInOrder = ({ migrations }: DataSource) => migrations.toSorted((a, b) => timeOf(a) - timeOf(b));
const timeOf = ({ name = '' }: MigrationInterface) => Number(name.slice(-13));

const toClass = (migration: MigrationInterface) => migration.constructor as new () => MigrationInterface;

/** Everything that migrations make, as text: columns, constraints, indexes, functions and triggers. */
async function readSchema(dataSource: DataSource): Promise<Record<string, string[]>> {
  const read = async (sql: string) =>
    (await dataSource.query<{ made: string }[]>(`SELECT made FROM (${sql}) AS listed ORDER BY 1`)).map(
      ({ made }) => made,
    );
  const ours = `relnamespace = 'public'::regnamespace`;
  return {
    columns:
      await read(`SELECT format('%s.%s %s %s %s', table_name, column_name, udt_name, is_nullable, column_default) AS made
      FROM information_schema.columns WHERE table_schema = 'public'`),
    constraints:
      await read(`SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS made
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'`),
    indexes: await read(`SELECT indexdef AS made FROM pg_indexes WHERE schemaname = 'public'`),
    functions: await read(
      `SELECT pg_get_functiondef(oid) AS made FROM pg_proc WHERE pronamespace = 'public'::regnamespace`,
    ),
    triggers:
      await read(`SELECT pg_get_triggerdef(t.oid) AS made FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE c.${ours} AND NOT tgisinternal`),
  };
}
