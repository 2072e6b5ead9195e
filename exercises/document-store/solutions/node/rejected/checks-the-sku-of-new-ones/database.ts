import { Pool, type PoolClient } from 'pg';

export const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

/** What has expired is not there any more, whether its row still is or not. */
export const IS_LIVE = '(expires_at IS NULL OR expires_at > now())';

export async function createTable(): Promise<void> {
  await pool.query(`
    CREATE TABLE IF NOT EXISTS documents (
      id uuid PRIMARY KEY,
      version bigint NOT NULL,
      body jsonb NOT NULL,
      expires_at timestamptz
    );
    CREATE INDEX IF NOT EXISTS documents_body ON documents USING gin (body jsonb_path_ops);
    CREATE UNIQUE INDEX IF NOT EXISTS documents_sku ON documents ((body ->> 'sku'));
    CREATE INDEX IF NOT EXISTS documents_expiry ON documents (expires_at) WHERE expires_at IS NOT NULL;
  `);
}

export function keepSwept(): void {
  setInterval(() => {
    pool.query('DELETE FROM documents WHERE expires_at <= now()').catch(console.error);
  }, 500);
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
