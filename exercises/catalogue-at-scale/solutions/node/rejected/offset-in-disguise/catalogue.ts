import type { Place } from './cursor.ts';
import { pool } from './database.ts';
import type { Question } from './parameters.ts';

export interface Product {
  id: number;
  name: string;
  category: string;
  price: { amount: number; currency: string };
  stock: number;
  updatedAt: string;
}

export interface Page {
  products: Product[];
  previous: Place | null;
  next: Place | null;
}

const COLUMNS = `id, name, category, price, stock,
  to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS updated_at_text`;

export async function readPage(question: Question, place: Place | null): Promise<Page> {
  const offset = Number(place?.values[0] ?? 0);
  const found = await readRows(question, offset, question.limit + 1);
  const products = found.slice(0, question.limit);
  const at = (start: number): Place => ({ backward: false, values: [String(Math.max(0, start))] });
  return {
    products,
    previous: offset > 0 ? at(offset - question.limit) : null,
    next: found.length > question.limit ? at(offset + question.limit) : null,
  };
}

export async function readProduct(id: number): Promise<Product | null> {
  const { rows } = await pool.query(`SELECT ${COLUMNS} FROM products WHERE id = $1`, [id]);
  return rows[0] ? toProduct(rows[0]) : null;
}

async function readRows(question: Question, offset: number, count: number): Promise<Product[]> {
  const { order } = question;
  const params: unknown[] = [];
  const param = (value: unknown, type: string) => `$${params.push(value)}::${type}`;
  const conditions = ['true'];
  if (question.category !== null) conditions.push(`category = ${param(question.category, 'text')}`);
  if (question.minPrice !== null) conditions.push(`price >= ${param(question.minPrice, 'integer')}`);
  if (question.maxPrice !== null) conditions.push(`price <= ${param(question.maxPrice, 'integer')}`);
  if (question.inStock !== null) conditions.push(question.inStock ? 'stock > 0' : 'stock <= 0');
  const sql = `
    SELECT ${COLUMNS}
    FROM products WHERE ${conditions.join(' AND ')}
    ORDER BY ${order.map(({ column, descending }) => `${column} ${descending ? 'DESC' : 'ASC'}`).join(', ')}
    LIMIT ${param(count, 'integer')} OFFSET ${param(offset, 'bigint')}`;
  const { rows } = await pool.query(sql, params);
  return rows.map(toProduct);
}

function toProduct(row: {
  id: number;
  name: string;
  category: string;
  price: number;
  stock: number;
  updated_at_text: string;
}): Product {
  return {
    id: row.id,
    name: row.name,
    category: row.category,
    price: { amount: row.price, currency: 'EUR' },
    stock: row.stock,
    updatedAt: row.updated_at_text,
  };
}
