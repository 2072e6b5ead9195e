import { Pool, type PoolClient } from 'pg';

export const pool = new Pool({ connectionString: process.env.DATABASE_URL });

/** Both instances start at the same moment: the lock lets one of them make the tables, and the other one wait. */
export async function createTables(): Promise<void> {
  await pool.query(`
    BEGIN;
    SELECT pg_advisory_xact_lock(1);
    CREATE TABLE IF NOT EXISTS products (
      sku text PRIMARY KEY, vendor text NOT NULL, name text NOT NULL, price int NOT NULL, stock int NOT NULL CHECK (stock >= 0)
    );
    CREATE TABLE IF NOT EXISTS checkouts (
      id uuid PRIMARY KEY, customer text NOT NULL, key text NOT NULL, card text NOT NULL,
      status text NOT NULL DEFAULT 'pending', authorization_id text, UNIQUE (customer, key)
    );
    CREATE TABLE IF NOT EXISTS orders (
      id uuid PRIMARY KEY, checkout uuid NOT NULL REFERENCES checkouts, vendor text NOT NULL, items jsonb NOT NULL,
      goods int NOT NULL, shipping int NOT NULL, commission int NOT NULL, capture text
    );
    CREATE INDEX IF NOT EXISTS orders_of_checkout ON orders (checkout);
    CREATE INDEX IF NOT EXISTS orders_of_vendor ON orders (vendor);
    CREATE TABLE IF NOT EXISTS refunds (
      id text PRIMARY KEY, order_id uuid NOT NULL REFERENCES orders, amount int NOT NULL
    );
    CREATE INDEX IF NOT EXISTS refunds_of_order ON refunds (order_id);
    COMMIT;
  `);
}

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
