import { randomBytes } from 'node:crypto';
import { Pool, types } from 'pg';

// bigint: ids end far below 2^53.
types.setTypeParser(types.builtins.INT8, Number);

export const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 5 });
pool.on('error', (error) => console.error(error.message));

export async function prepare(): Promise<void> {
  await pool.query(`
    CREATE TABLE IF NOT EXISTS products (
      id bigint PRIMARY KEY,
      name text NOT NULL,
      category text NOT NULL,
      price integer NOT NULL,
      stock integer NOT NULL,
      updated_at timestamptz NOT NULL
    );
    CREATE INDEX IF NOT EXISTS products_by_name ON products (name, id);
    CREATE INDEX IF NOT EXISTS products_by_price ON products (price, id);
    CREATE INDEX IF NOT EXISTS products_by_update ON products (updated_at, id);
    CREATE TABLE IF NOT EXISTS secrets (name text PRIMARY KEY, value bytea NOT NULL);
  `);
}

/** Made once, and the same after every restart. */
export async function readSecret(name: string): Promise<Buffer> {
  const fresh = randomBytes(32);
  await pool.query('INSERT INTO secrets VALUES ($1, $2) ON CONFLICT DO NOTHING', [name, fresh]);
  const { rows } = await pool.query('SELECT value FROM secrets WHERE name = $1', [name]);
  return rows[0].value;
}
