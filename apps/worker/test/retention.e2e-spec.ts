import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { registerWorkerMetrics } from '#observability';
import { migrate, openDatabase, RetentionRepository } from '#persistence';
import { createTestDatabase } from '#testing';
import { RetentionSettings, RetentionSweeper } from '../src/maintenance/retention-sweeper.service.js';

/** More than one batch, and the end of another. */
const OLD = 1_001;

let dataSource: DataSource;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await createTestDatabase();
  drop = database.drop;
  dataSource = await openDatabase({ url: database.url, poolSize: 4 });
  await migrate(dataSource);
});
afterAll(async () => {
  await dataSource.destroy();
  await drop();
});

const settings = new RetentionSettings({
  logs: 365,
  draftRevisions: 365,
  deliveries: 30,
  sessions: 7,
  tokens: 7,
  standingChanges: 3,
});

async function fillChanges(): Promise<void> {
  const userId = randomUUID();
  await dataSource.query(
    `INSERT INTO users (id, email, display_name, alias, role) VALUES ($1::uuid, $1 || '@example.org', 'Ada', $1, 'learner')`,
    [userId],
  );
  await dataSource.query('DELETE FROM standing_changes');
  await dataSource.query(
    `INSERT INTO standing_changes (user_id, changed_at)
      SELECT $1::uuid, now() - interval '4 days' FROM generate_series(1, $2)
      UNION ALL SELECT $1::uuid, now() - interval '2 days' FROM generate_series(1, 5)`,
    [userId, OLD],
  );
}

const countChanges = async () =>
  (await dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM standing_changes'))[0]!
    .count;

describe('retention', () => {
  it('forgets all that is old however much it is, counts it, and of two workers one does it', async () => {
    await fillChanges();
    const metrics = registerWorkerMetrics();
    const rows = new RetentionRepository(dataSource);
    const workers = [1, 2].map(() => new RetentionSweeper(rows, settings, metrics));

    const swept = await Promise.all(workers.map((worker) => worker.sweep()));

    expect(swept).toContain(true);
    expect(await countChanges()).toBe(5);
    const page = await metrics.render();
    expect(page).toMatch(new RegExp(`^touchstone_forgotten_total{what="standingChanges"} ${OLD}$`, 'm'));
    expect(page).toMatch(/^touchstone_forgotten_total{what="logs"} 0$/m);
  });

  it('goes by the clock of the database, not by that of a worker which is years ahead', async () => {
    await fillChanges();
    const ahead = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_650 * 24 * 60 * 60_000);

    await new RetentionSweeper(
      new RetentionRepository(dataSource),
      settings,
      registerWorkerMetrics(),
    ).sweep();
    ahead.mockRestore();

    expect(await countChanges()).toBe(5);
  });

  it('ends soon when its worker stops, and the next sweep takes up the rest', async () => {
    await fillChanges();
    const sweeper = new RetentionSweeper(
      new RetentionRepository(dataSource),
      settings,
      registerWorkerMetrics(),
    );

    sweeper.onApplicationBootstrap();
    await sweeper.onApplicationShutdown();
    const next = new RetentionSweeper(new RetentionRepository(dataSource), settings, registerWorkerMetrics());

    expect(await next.sweep()).toBe(true);
    expect(await countChanges()).toBe(5);
  });
});
