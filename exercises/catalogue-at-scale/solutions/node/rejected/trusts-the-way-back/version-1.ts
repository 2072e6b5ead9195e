import { pool } from './database.ts';

const PAGE_SIZE = 20;

/** What every answer of version 1 says since it was replaced. */
export const FAREWELL = {
  deprecation: '@1767225600',
  sunset: 'Wed, 30 Jun 2027 23:59:59 GMT',
  link: '</v2/products>; rel="successor-version"',
};

/** Answered as version 1 always did: `{ "error": "…" }`. */
export class OldError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export async function listOldProducts(query: URLSearchParams): Promise<unknown[]> {
  const page = query.get('page') ?? '1';
  if (!/^[1-9]\d{0,6}$/.test(page)) throw new OldError(400, 'page must be a whole number from 1');
  const { rows } = await pool.query(
    `SELECT id, name, price, stock FROM products WHERE $1::text IS NULL OR category = $1
     ORDER BY id LIMIT $2 OFFSET $3`,
    [query.get('category'), PAGE_SIZE, (Number(page) - 1) * PAGE_SIZE],
  );
  return rows.map(toOldProduct);
}

export async function readOldProduct(id: string): Promise<unknown> {
  const rows = /^\d{1,15}$/.test(id)
    ? (await pool.query('SELECT id, name, price, stock FROM products WHERE id = $1', [id])).rows
    : [];
  if (!rows[0]) throw new OldError(404, 'no such product');
  return toOldProduct(rows[0]);
}

function toOldProduct(row: { id: number; name: string; price: number; stock: number }) {
  return { id: row.id, title: row.name, price: row.price / 100, inStock: row.stock > 0 };
}
