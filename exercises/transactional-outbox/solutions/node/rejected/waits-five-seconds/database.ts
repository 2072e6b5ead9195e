import { Pool, type PoolClient } from 'pg';

export const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 8 });
pool.on('error', (error) => console.error(error.message));

export async function createTables(): Promise<void> {
  // The lock: two instances start at the same moment.
  await pool.query(`
    SELECT pg_advisory_xact_lock(1);
    CREATE TABLE IF NOT EXISTS orders (
      id uuid PRIMARY KEY, warehouse text NOT NULL, sku text NOT NULL, quantity int NOT NULL, status text NOT NULL
    );
    CREATE TABLE IF NOT EXISTS outbox (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id uuid NOT NULL,
      order_id uuid NOT NULL,
      routing_key text NOT NULL,
      body text NOT NULL,
      try_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX IF NOT EXISTS outbox_of_an_order ON outbox (order_id, seq);
  `);
}

export async function inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release(true);
    throw error;
  }
}
