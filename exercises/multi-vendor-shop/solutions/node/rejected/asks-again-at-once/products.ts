import { pool } from './database.ts';
import { Refusal } from './refusal.ts';

export interface Product {
  sku: string;
  vendor: string;
  name: string;
  price: number;
  stock: number;
}

export async function findProduct(sku: string): Promise<Product> {
  const { rows } = await pool.query('SELECT sku, vendor, name, price, stock FROM products WHERE sku = $1', [sku]);
  if (!rows[0]) throw new Refusal(404, 'there is no such product');
  return rows[0];
}

export async function offer(vendor: string, sku: string, body: unknown): Promise<Product> {
  const { name, price, stock } = (body ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || name.length < 1 || name.length > 100)
    throw new Refusal(400, 'name must be a string of 1–100 characters');
  if (!isWhole(price, 1, 1_000_000)) throw new Refusal(400, 'price must be an integer from 1 to 1 000 000');
  if (!isWhole(stock, 0, 100_000)) throw new Refusal(400, 'stock must be an integer from 0 to 100 000');
  const { rows } = await pool.query(
    `INSERT INTO products (sku, vendor, name, price, stock) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (sku) DO UPDATE SET name = excluded.name, price = excluded.price, stock = excluded.stock
     WHERE products.vendor = excluded.vendor
     RETURNING sku, vendor, name, price, stock`,
    [sku, vendor, name, price, stock],
  );
  if (!rows[0]) throw new Refusal(403, 'this product is sold by another vendor');
  return rows[0];
}

export const isWhole = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
