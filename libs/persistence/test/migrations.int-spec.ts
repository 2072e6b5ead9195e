import { describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { aResult, createTestDatabase } from '#testing';
import { migrate } from '../migrate.js';
import { openDatabase } from '../open-database.js';
import { aVerdict, JudgingWorld } from './judging-world.js';
import { openTestDatabase } from './open-test-database.js';

describe('migrate', () => {
  it('does nothing the second time', async () => {
    await using database = await openTestDatabase();

    expect(await migrate(database.dataSource)).toEqual([]);
  });

  it('runs once when several processes start together', async () => {
    const { url, drop } = await createTestDatabase();
    const replicas = await Promise.all(Array.from({ length: 5 }, () => openDatabase({ url })));
    try {
      const ran = await Promise.all(replicas.map((replica) => migrate(replica)));

      expect(ran.flat().toSorted()).toEqual(replicas[0]!.migrations.map(({ name }) => name).toSorted());
    } finally {
      await Promise.all(replicas.map((replica) => replica.destroy()));
      await drop();
    }
  });

  it('lets go of its lock and its connection', async () => {
    await using database = await openTestDatabase();

    const locks = await database.dataSource.query(
      `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );

    expect(locks).toEqual([]);
  });

  it('makes the schema that the entities describe', async () => {
    await using database = await openTestDatabase();

    const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();

    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('sees a schema that differs from the entities', async () => {
    await using database = await openTestDatabase();
    await database.dataSource.query('ALTER TABLE users DROP COLUMN display_name');

    const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();

    expect(upQueries.map(({ query }) => query)).toEqual([
      expect.stringContaining('ADD "display_name" text NOT NULL'),
    ]);
  });

  it('gives an alias to everybody who was there before there were any', async () => {
    await using database = await openTestDatabase();
    const { dataSource } = database;
    await undoDownTo(dataSource, 'AliasesAndBoardVisibility1764100000000');
    await dataSource.query(`INSERT INTO users (id, email, display_name, password_hash, role)
      SELECT gen_random_uuid(), n || '@example.org', 'Ada', 'hash', 'learner' FROM generate_series(1, 500) AS n`);

    await migrate(dataSource);

    const people = await dataSource.query('SELECT alias, board_visibility FROM users');
    expect(new Set(people.map(({ alias }: { alias: string }) => alias)).size).toBe(500);
    for (const person of people)
      expect(person).toEqual({
        alias: expect.stringMatching(/^[a-z]+-[a-z]+-[1-9]\d{2}$/),
        board_visibility: 'alias',
      });
  });

  it('can be undone', async () => {
    await using database = await openTestDatabase();

    for (const _ of database.dataSource.migrations) await database.dataSource.undoLastMigration();

    const tables = await database.dataSource.query(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    expect(tables).toEqual([{ table_name: 'migrations' }]);
  });
});

/** Undoes the migration of this name, and everything after it. */
async function undoDownTo(dataSource: DataSource, name: string): Promise<void> {
  const names = dataSource.migrations.map((migration) => migration.name);
  for (const _ of names.slice(names.indexOf(name))) await dataSource.undoLastMigration();
}

describe('exercise ids', () => {
  it('are filled in for the rows there were, from the bundles', async () => {
    await using database = await openTestDatabase();
    const { dataSource } = database;
    const world = await JudgingWorld.create(dataSource);
    const { id } = await world.submit(await world.aUser());
    await undoDownTo(dataSource, 'ExerciseIds1764600000000');

    const ran = await migrate(dataSource);

    expect(ran).toContain('ExerciseIds1764600000000');
    const exerciseId = world.exercise.manifest.id;
    expect(await world.submissions.findById(id)).toMatchObject({ exerciseId });
    expect(await dataSource.query('SELECT exercise_id FROM exercises')).toEqual([
      { exercise_id: exerciseId },
    ]);
  });
});

describe('the figures of a verdict', () => {
  it('are filled in for the verdicts there were, as they are stored with new ones', async () => {
    await using database = await openTestDatabase();
    const { dataSource } = database;
    const world = await JudgingWorld.create(dataSource);
    const read = () => dataSource.query('SELECT * FROM verdicts ORDER BY submission_id');
    const tests = [aResult({ durationMs: 12 }), aResult({ title: 'fails', status: 'failed' })];
    const usage = { wallMs: 900.5, cpuMs: 200, peakMemoryBytes: 1024 };
    for (const [outcome, overrides] of [
      ['partial', { tests, usage }],
      ['system-error', {}],
    ] as const) {
      const { id } = await world.submit(await world.aUser());
      const { attempt } = await world.mustClaim(id);
      await world.submissions.record({ id, attempt, verdict: aVerdict(outcome, null, overrides) });
    }
    const stored = await read();
    await undoDownTo(dataSource, 'VerdictFigures1764600000001');

    await migrate(dataSource);

    expect(await read()).toEqual(stored);
    expect(stored).toContainEqual(
      expect.objectContaining({ passed_tests: 1, total_tests: 2, wall_ms: 900.5, latency_ms: 12 }),
    );
    expect(stored).toContainEqual(expect.objectContaining({ passed_tests: 0, total_tests: 0, cpu_ms: null }));
  });
});

describe('indexes', () => {
  it.each([
    [
      'submissions_user_created_idx',
      `SELECT * FROM submissions WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20`,
    ],
    [
      'submissions_unfinished_idx',
      `SELECT count(*) FROM submissions WHERE user_id = $1 AND status <> 'judged'`,
    ],
    [
      'submissions_queued_idx',
      `SELECT count(*) FROM submissions WHERE status = 'queued' AND $1::uuid IS NOT NULL`,
    ],
    [
      'submissions_leased_idx',
      `SELECT id FROM submissions WHERE status NOT IN ('queued', 'judged') AND lease_until < now() AND $1::uuid IS NOT NULL`,
    ],
    [
      'submissions_exercise_idx',
      `SELECT count(*) FROM submissions WHERE exercise_id = $1 AND created_at < now()`,
    ],
  ])('%s serves its query', async (index, query) => {
    await using database = await openTestDatabase();
    await database.dataSource.transaction(async (manager) => {
      // Empty tables are always read whole; only the question whether the index fits is asked here.
      await manager.query('SET LOCAL enable_seqscan = off');
      await manager.query('SET LOCAL enable_bitmapscan = off');

      const plan = await manager.query(
        `EXPLAIN ${query.replace('$1', `'00000000-0000-4000-8000-000000000000'`)}`,
      );

      expect(JSON.stringify(plan)).toContain(`${index} on submissions`);
      expect(JSON.stringify(plan)).not.toContain('Sort');
    });
  });
});
