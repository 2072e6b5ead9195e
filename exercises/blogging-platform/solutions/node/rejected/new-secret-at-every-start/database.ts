import { randomBytes } from 'node:crypto';
import { Pool, type PoolClient } from 'pg';

export type Row = Record<string, any>;

const LATEST_ANSWER_MS = 1000;

export const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
// An idle connection that breaks is no reason to end: the next query opens another one.
pool.on('error', (error) => console.error(error.message));

await pool.query(`
  CREATE TABLE IF NOT EXISTS settings (name text PRIMARY KEY, value text NOT NULL);
  CREATE TABLE IF NOT EXISTS users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username text NOT NULL UNIQUE, email text NOT NULL UNIQUE, password_hash text NOT NULL, bio text, image text
  );
  CREATE TABLE IF NOT EXISTS follows (
    follower_id bigint REFERENCES users, followee_id bigint REFERENCES users, PRIMARY KEY (follower_id, followee_id)
  );
  CREATE TABLE IF NOT EXISTS articles (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE, author_id bigint NOT NULL REFERENCES users,
    title text NOT NULL, description text NOT NULL, body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX IF NOT EXISTS articles_of_author ON articles (author_id, created_at DESC);
  CREATE TABLE IF NOT EXISTS article_tags (
    article_id bigint REFERENCES articles ON DELETE CASCADE, tag text, PRIMARY KEY (tag, article_id)
  );
  CREATE INDEX IF NOT EXISTS tags_of_article ON article_tags (article_id);
  CREATE TABLE IF NOT EXISTS favorites (
    article_id bigint REFERENCES articles ON DELETE CASCADE, user_id bigint REFERENCES users, PRIMARY KEY (article_id, user_id)
  );
  CREATE TABLE IF NOT EXISTS comments (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    article_id bigint NOT NULL REFERENCES articles ON DELETE CASCADE, author_id bigint NOT NULL REFERENCES users,
    body text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX IF NOT EXISTS comments_of_article ON comments (article_id);
`);

export async function all(sql: string, params: unknown[] = []): Promise<Row[]> {
  return (await pool.query(sql, params)).rows;
}

export async function first(sql: string, params: unknown[] = []): Promise<Row | undefined> {
  return (await all(sql, params))[0];
}

/** Runs `work` in one transaction on one connection; whatever it throws rolls everything back. */
export async function inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

/** Whether PostgreSQL answers, and soon enough to be of use. */
export async function isWell(): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, LATEST_ANSWER_MS, false));
  const answered = pool.query('SELECT 1').then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]);
}

/** Made at the first start and kept: tokens outlive the process, and nobody finds the secret in the source. */
export async function loadSecret(): Promise<Buffer> {
  await pool.query("INSERT INTO settings VALUES ('token-secret', $1) ON CONFLICT DO NOTHING", [randomBytes(32).toString('hex')]);
  const row = await first("SELECT value FROM settings WHERE name = 'token-secret'");
  return Buffer.from(row!.value, 'hex');
}
