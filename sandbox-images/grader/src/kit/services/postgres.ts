import type { Socket } from 'node:net';
import type pg from 'pg';
import { KitFailure } from '../failures.js';
import { getScope } from '../scope.js';
import { getServiceAccess } from '../session.js';
import { pauseUntilEnd, resumeNow } from '../subject/pause.js';
import { createDatabase, type DatabaseOptions, type TestDatabase } from '../sql/test-database.js';
import { blameProgram } from './blame-service.js';
import { DATABASE, getPool } from './postgres-pool.js';

/** The exercise's PostgreSQL, in the same database and with the same rights as the subject, but a role of its own. */
export interface Postgres {
  /** Runs one parameterised statement. `bigint` and `numeric` columns arrive as strings, as `pg` gives them. */
  query<Row extends Record<string, unknown> = Record<string, unknown>>(
    sql: string,
    params?: readonly unknown[],
  ): Promise<Row[]>;
  /** Runs a script of several statements (schema, seed rows). */
  run(sqlScript: string): Promise<void>;
  /** Empties every table of schema `public` and restarts sequences, or drops the schema's content with `{ drop: true }`. */
  reset(options?: { drop?: boolean }): Promise<void>;
  /** Freezes and thaws the server. Thawed at the end of the test at the latest. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /**
   * A new database beside the exercise's own, for SQL of the learner's (kind `artifact`). Dropped when the test is over; made in a
   * `beforeAll`, when its group is.
   */
  createDatabase(options?: DatabaseOptions): Promise<TestDatabase>;
  /** `DATABASE_URL` as the subject has it (role `app`, no superuser). */
  readonly subjectUrl: string;
}

const MAX_RESULT_BYTES = 8 * 1024 * 1024;

export const postgres: Postgres = {
  async query<Row extends Record<string, unknown>>(sql: string, params: readonly unknown[] = []) {
    const scope = getScope('services.postgres.query');
    const { rows } = await scope.race(
      blameProgram(
        'PostgreSQL',
        bounded((client) => client.query<Row>(sql, [...params])),
      ),
    );
    return rows;
  },
  async run(sqlScript) {
    await getScope('services.postgres.run').race(
      blameProgram(
        'PostgreSQL',
        bounded((client) => client.query(sqlScript)),
      ),
    );
  },
  async reset({ drop = false } = {}) {
    await getScope('services.postgres.reset').race(
      blameProgram(
        'PostgreSQL',
        bounded((client) => client.query(drop ? DROP_EVERYTHING : EMPTY_EVERY_TABLE)),
      ),
    );
  },
  createDatabase,
  pause: () => pauseUntilEnd('services.postgres.pause', 'postgres'),
  resume: () => resumeNow('services.postgres.resume', 'postgres'),
  get subjectUrl() {
    const { subjectUser, subjectPassword, port } = getServiceAccess('postgres');
    return `postgres://${subjectUser}:${subjectPassword}@127.0.0.1:${port}/${DATABASE}`;
  },
};

/** SECURITY: C14 the learner's program owns the tables: a view over all numbers must not fill the grader's memory. */
async function bounded<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await getPool().connect();
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  let received = 0;
  const count = (chunk: Buffer) => {
    received += chunk.length;
    if (received > MAX_RESULT_BYTES) stream.destroy();
  };
  // Whoever asked learns of it through the query.
  const ignore = () => undefined;
  client.on('error', ignore);
  stream.on('data', count);
  try {
    return await work(client);
  } catch (error) {
    if (received > MAX_RESULT_BYTES)
      throw new KitFailure('error', 'What PostgreSQL answered to a query of the test is larger than 8 MiB.');
    throw error;
  } finally {
    stream.off('data', count);
    client.release(received > MAX_RESULT_BYTES);
    client.off('error', ignore);
  }
}

// A lock that the learner's program left behind must not hang the grader: its sessions are ended first.
const END_OTHER_SESSIONS = `
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE usename = 'app' AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%';`;

const EMPTY_EVERY_TABLE = `${END_OTHER_SESSIONS}
DO $$ DECLARE names text; BEGIN
  SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') INTO names FROM pg_tables WHERE schemaname = 'public';
  IF names IS NOT NULL THEN EXECUTE 'TRUNCATE ' || names || ' RESTART IDENTITY CASCADE'; END IF;
END $$;`;

const DROP_EVERYTHING = `${END_OTHER_SESSIONS}
DROP SCHEMA IF EXISTS public CASCADE;
CREATE SCHEMA public AUTHORIZATION app;
GRANT ALL ON SCHEMA public TO app;`;
