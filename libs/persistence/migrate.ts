import type { DataSource } from 'typeorm';

/** Any constant does, as long as nobody else in the database takes an advisory lock on it. */
const MIGRATION_LOCK = 7_236_801;
const LOCK_WAIT_MS = 120_000;

/**
 * Brings the schema up to date and returns the names of the migrations that ran.
 * Safe to call from several processes at once: one migrates, the others wait for it and find nothing to do.
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query(`SET statement_timeout = ${LOCK_WAIT_MS}`);
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const ran = await dataSource.runMigrations({ transaction: 'each' });
    return ran.map((migration) => migration.name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock_all()');
    await lock.query('RESET statement_timeout');
    await lock.release();
  }
}
