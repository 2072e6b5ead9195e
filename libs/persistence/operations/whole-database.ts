import type { DataSource, QueryRunner } from 'typeorm';
import { queryRows } from '../query-rows.js';

/** What an operator recognises a database by. */
export interface StoredWork {
  readonly users: number;
  readonly submissions: number;
  /** Of these, not judged yet. */
  readonly waiting: number;
  readonly verdicts: number;
}

/** @throws Error when the schema is not there */
export async function countStoredWork(database: DataSource): Promise<StoredWork> {
  const [counts] = await queryRows<StoredWork>(
    database,
    `SELECT (SELECT count(*) FROM users)::int AS users,
      (SELECT count(*) FROM submissions)::int AS submissions,
      (SELECT count(*) FROM submissions WHERE status <> 'judged')::int AS waiting,
      (SELECT count(*) FROM verdicts)::int AS verdicts`,
  );
  return counts!;
}

export async function countTables(database: DataSource): Promise<number> {
  const [row] = await queryRows<{ count: number }>(
    database,
    `SELECT count(*)::int AS count FROM pg_tables WHERE schemaname = current_schema()`,
  );
  return row!.count;
}

/** Programs of Touchstone that are connected to this database, but for the session that asks. */
export async function countOtherSessions(session: QueryRunner): Promise<number> {
  const rows = (await session.query(
    `SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'touchstone' AND pid <> pg_backend_pid()`,
  )) as { count: number }[];
  return rows[0]!.count;
}

/** E.g. 17. */
export async function readServerMajor(database: DataSource): Promise<number> {
  const [row] = await queryRows<{ number: number }>(
    database,
    `SELECT current_setting('server_version_num')::int AS number`,
  );
  return Math.floor(row!.number / 10_000);
}

/** Names of the migrations that this release can carry out, in their order. */
export function listKnownMigrations(dataSource: DataSource): string[] {
  return dataSource.migrations.map(({ name }) => name ?? '');
}

/** A statement that takes out whatever the migrations of any release have made, and leaves the schema itself to its owner. */
export const DROP_EVERYTHING = `DO $$
DECLARE made record;
BEGIN
  FOR made IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE public.%I CASCADE', made.tablename);
  END LOOP;
  FOR made IN SELECT oid::regprocedure AS signature FROM pg_proc
      WHERE pronamespace = 'public'::regnamespace AND proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user) LOOP
    EXECUTE format('DROP ROUTINE %s CASCADE', made.signature);
  END LOOP;
END $$;`;
