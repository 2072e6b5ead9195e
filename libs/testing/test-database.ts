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
  return { url: url.href, drop: () => onServer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
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

async function onServer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
