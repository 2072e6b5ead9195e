import { Pool, types } from 'pg';

const BIGINT_OID = 20;
types.setTypeParser(BIGINT_OID, Number);

export const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

/** Everybody reads and writes through the view, so nobody can forget what has expired. */
export async function createTable(): Promise<void> {
  await pool.query(`
    CREATE TABLE IF NOT EXISTS documents (
      id uuid PRIMARY KEY,
      version bigint NOT NULL,
      body jsonb NOT NULL,
      expires_at timestamptz,
      sku text GENERATED ALWAYS AS (body ->> 'sku') STORED UNIQUE
    );
    CREATE INDEX IF NOT EXISTS documents_gin ON documents USING gin (body);
    CREATE INDEX IF NOT EXISTS documents_expires_at ON documents (expires_at);
    CREATE OR REPLACE VIEW live_documents AS
      SELECT id, version, body FROM documents WHERE expires_at IS NULL OR expires_at > now();
  `);
}

export async function deleteExpired(sku: string | null = null): Promise<number> {
  const sql = 'DELETE FROM documents WHERE expires_at <= now() AND ($1::text IS NULL OR sku = $1)';
  return (await pool.query(sql, [sku])).rowCount ?? 0;
}
