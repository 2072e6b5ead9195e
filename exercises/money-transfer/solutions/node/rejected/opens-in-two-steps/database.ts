import { Pool, type PoolClient } from 'pg';

export const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

export async function createTables(): Promise<void> {
  await pool.query(`
    CREATE TABLE IF NOT EXISTS accounts (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      owner text NOT NULL,
      balance bigint NOT NULL CHECK (balance >= 0)
    );
    CREATE TABLE IF NOT EXISTS transfers (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      from_account uuid NOT NULL REFERENCES accounts,
      to_account uuid NOT NULL REFERENCES accounts,
      amount bigint NOT NULL CHECK (amount > 0),
      idempotency_key text UNIQUE
    );
    CREATE TABLE IF NOT EXISTS entries (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      account_id uuid NOT NULL REFERENCES accounts,
      transfer_id uuid REFERENCES transfers,
      amount bigint NOT NULL
    );
    CREATE INDEX IF NOT EXISTS entries_of_account ON entries (account_id, id);
  `);
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
