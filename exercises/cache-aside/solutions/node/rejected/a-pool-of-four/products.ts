import { Pool } from 'pg';

export interface Product {
  sku: string;
  name: string;
  price: number;
}

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 4 });
pool.on('error', (error) => console.error(error.message));

export function isBody(body: unknown): body is { name: string; price: number } {
  const { name, price } = (body ?? {}) as Record<string, unknown>;
  return (
    typeof name === 'string' &&
    name.length >= 1 &&
    name.length <= 100 &&
    Number.isInteger(price) &&
    (price as number) >= 0 &&
    (price as number) <= 1_000_000_000
  );
}

export async function loadProduct(sku: string): Promise<Product | null> {
  const { rows } = await pool.query('SELECT sku, name, price FROM products WHERE sku = $1', [sku]);
  // A bigint arrives as text.
  return rows[0] ? { ...rows[0], price: Number(rows[0].price) } : null;
}

export async function storeProduct({ sku, name, price }: Product): Promise<void> {
  await pool.query(
    `INSERT INTO products (sku, name, price) VALUES ($1, $2, $3)
     ON CONFLICT (sku) DO UPDATE SET name = excluded.name, price = excluded.price`,
    [sku, name, price],
  );
}
