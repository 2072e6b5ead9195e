import type pg from 'pg';
import { libraries } from '../libraries.js';
import { getServiceAccess } from '../session.js';
import { blameProgram } from './blame-service.js';

/** The exercise's own database. */
export const DATABASE = 'app';
const STATEMENT_TIMEOUT_MS = 10_000;

let pool: pg.Pool | null = null;

/** A question of the kit's own, in the exercise's database and with the grader's rights. Nothing of the learner's may be part of it. */
export async function askAsGrader(sql: string, params: readonly unknown[] = []): Promise<unknown[]> {
  // Without parameters the simple protocol: several statements, each for itself.
  const answer = params.length === 0 ? getPool().query(sql) : getPool().query(sql, [...params]);
  const { rows } = await blameProgram<{ rows: unknown[] }>('PostgreSQL', answer);
  return rows;
}

/** Rejects until the server answers. */
export async function pingPostgres(): Promise<void> {
  await getPool().query('SELECT 1');
}

export function getPool(): pg.Pool {
  if (pool) return pool;
  const { user, password, port } = getServiceAccess('postgres');
  pool = new libraries.pg.Pool({
    host: '127.0.0.1',
    port,
    user,
    password,
    database: DATABASE,
    max: 4,
    connectionTimeoutMillis: 2000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'touchstone-grader',
  });
  // An idle connection that breaks is replaced at the next query.
  pool.on('error', () => undefined);
  return pool;
}
