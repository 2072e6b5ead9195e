import { randomUUID } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  readonly url: string;
  /** Removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** An empty database of its own for one suite, on the server that TEST_DATABASE_URL names. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = readTestUrl('TEST_DATABASE_URL', 'postgres://user:password@host:port/postgres');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => dropDatabase(serverUrl, name) };
}

/**
 * Removes a database, whoever is still connected. Not WITH (FORCE): that fails where an autovacuum worker is at it, which only
 * a superuser may end, while the plain DROP ends it by itself.
 */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  const sessions = 'FROM pg_stat_activity WHERE datname = $1 AND usename = current_user';
  await onServer(serverUrl, `SELECT pg_terminate_backend(pid) ${sessions}`, [name]);
  await onServer(serverUrl, `DROP DATABASE IF EXISTS ${name}`);
}

/** The Redis that TEST_REDIS_URL names. Suites share it: give your keys a prefix of your own. */
export function testRedisUrl(): string {
  return readTestUrl('TEST_REDIS_URL', 'redis://host:port');
}

function readTestUrl(variable: string, example: string): string {
  const url = process.env[variable];
  if (!url) throw new Error(`${variable} is not set. \`npm test\` sets it; by hand: ${variable}=${example}`);
  return url;
}

async function onServer(serverUrl: string, statement: string, params: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement, params);
  } finally {
    await client.end();
  }
}
