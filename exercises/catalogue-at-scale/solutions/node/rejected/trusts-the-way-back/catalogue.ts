import type { Place } from './cursor.ts';
import { pool } from './database.ts';
import type { OrderKey, Question } from './parameters.ts';

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

interface Row {
  product: Product;
  values: string[];
}

const COLUMNS = `id, name, category, price, stock,
  to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS updated_at_text`;

export async function readPage(question: Question, place: Place | null): Promise<Page> {
  const backward = place?.backward ?? false;
  const found = await readRows(question, place, question.limit + 1);
  const isMore = found.length > question.limit;
  const rows = found.slice(0, question.limit);
  if (backward) rows.reverse();
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return { products: [], previous: null, next: null };

  const previous = { backward: true, values: first.values };
  const next = { backward: false, values: last.values };
  const isBehind = backward || isMore;
  const isBefore = backward ? isMore : place !== null;
  return {
    products: rows.map(({ product }) => product),
    previous: isBefore ? previous : null,
    next: isBehind ? next : null,
  };
}

export async function readProduct(id: number): Promise<Product | null> {
  const { rows } = await pool.query(`SELECT ${COLUMNS} FROM products WHERE id = $1`, [id]);
  return rows[0] ? toProduct(rows[0]) : null;
}

async function readRows(question: Question, place: Place | null, count: number): Promise<Row[]> {
  const { order } = question;
  const params: unknown[] = [];
  const param = (value: unknown, type: string) => `$${params.push(value)}::${type}`;
  const conditions = ['true'];
  if (question.category !== null) conditions.push(`category = ${param(question.category, 'text')}`);
  if (question.minPrice !== null) conditions.push(`price >= ${param(question.minPrice, 'integer')}`);
  if (question.maxPrice !== null) conditions.push(`price <= ${param(question.maxPrice, 'integer')}`);
  if (question.inStock !== null) conditions.push(question.inStock ? 'stock > 0' : 'stock <= 0');
  if (place) {
    const values = order.map(({ type }, at) => param(place.values[at], type));
    conditions.push(behind(order, values, place.backward));
  }
  const turn = place?.backward ?? false;
  const sql = `
    SELECT ${COLUMNS}, ARRAY[${order.map(({ column }) => `${column}::text`).join(', ')}] AS place_values
    FROM products WHERE ${conditions.join(' AND ')}
    ORDER BY ${order.map(({ column, descending }) => `${column} ${descending !== turn ? 'DESC' : 'ASC'}`).join(', ')}
    LIMIT ${param(count, 'integer')}`;
  const { rows } = await pool.query(sql, params);
  return rows.map((row) => ({ product: toProduct(row), values: row.place_values }));
}

/** Behind the place in the order, or before it when `turn` says so. */
function behind(order: OrderKey[], values: string[], turn: boolean): string {
  const signs = order.map(({ descending }) => (descending !== turn ? '<' : '>'));
  // One comparison of rows is one range of an index.
  if (new Set(signs).size === 1)
    return `(${order.map(({ column }) => column).join(', ')}) ${signs[0]} (${values.join(', ')})`;
  const steps = order.map(({ column }, at) => {
    const equal = order.slice(0, at).map((earlier, i) => `${earlier.column} = ${values[i]}`);
    return `(${[...equal, `${column} ${signs[at]} ${values[at]}`].join(' AND ')})`;
  });
  return `(${steps.join(' OR ')})`;
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
