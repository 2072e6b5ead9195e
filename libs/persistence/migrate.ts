import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';

/** Any constant does, as long as nobody else in the database takes an advisory lock on it. */
const MIGRATION_LOCK = 7_236_801;
const LOCK_WAIT_MS = 120_000;
/** What fills a new column of a large table takes longer than any query of a request may. */
const MIGRATION_MS = 60 * 60_000;
const QUERY_CANCELED = '57014';

/**
 * Brings the schema up to date and returns the names of the migrations that ran.
 * Safe to call from several processes at once: one migrates, the others wait for it and find nothing to do. Migrations run in
 * the very session that holds the lock, so that a session which is cut loses both.
 */
export function migrate(dataSource: DataSource): Promise<string[]> {
  return withSchemaLock(dataSource, async (session) => {
    await session.query(`SET statement_timeout = ${MIGRATION_MS}`);
    const executor = new MigrationExecutor(dataSource, session);
    executor.transaction = 'each';
    const ran = await executor.executePendingMigrations();
    return ran.map((migration) => migration.name);
  });
}

/**
 * Holds off everybody who would migrate this database, while the work goes on.
 * @param work gets the session that has the lock
 */
export async function withSchemaLock<T>(
  dataSource: DataSource,
  work: (session: QueryRunner) => Promise<T>,
): Promise<T> {
  const session = dataSource.createQueryRunner();
  try {
    await takeLock(session);
    return await work(session);
  } finally {
    // A session that was cut has lost its lock already; what broke it is what the caller should hear of.
    await session.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    await session.query('RESET statement_timeout').catch(() => undefined);
    await session.release();
  }
}

async function takeLock(session: QueryRunner): Promise<void> {
  await session.query(`SET statement_timeout = ${LOCK_WAIT_MS}`);
  try {
    await session.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
  } catch (error) {
    if ((error as { code?: string }).code !== QUERY_CANCELED) throw error;
    throw new Error(
      `another process has been changing the schema of this database for ${LOCK_WAIT_MS / 60_000} minutes: wait until it is done, and start again`,
      { cause: error },
    );
  }
}
