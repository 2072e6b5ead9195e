// A cursor is a random word here: what it stands for is a row of a table. Nothing can be read from it or made up.
import { randomUUID } from 'node:crypto';
import express, { type NextFunction, type Request, type Response } from 'express';
import { Pool } from 'pg';
import { z } from 'zod';
import { document } from './openapi.ts';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
pool.on('error', (error) => console.error(error.message));

await pool.query(`
  CREATE TABLE IF NOT EXISTS products (
    id bigint PRIMARY KEY, name text NOT NULL, category text NOT NULL, price integer NOT NULL,
    stock integer NOT NULL, updated_at timestamptz NOT NULL
  );
  CREATE INDEX IF NOT EXISTS products_by_name ON products (name, id);
  CREATE INDEX IF NOT EXISTS products_by_price ON products (price, id);
  CREATE INDEX IF NOT EXISTS products_by_updated_at ON products (updated_at, id);
  CREATE TABLE IF NOT EXISTS cursors (
    token uuid PRIMARY KEY, list text NOT NULL, backward boolean NOT NULL, edge jsonb NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
  );
  DELETE FROM cursors WHERE made_at < now() - interval '2 days';
`);

const cents = z.string().regex(/^\d{1,10}$/).transform(Number).pipe(z.int().max(1_000_000_000));
const list = z.strictObject({
  category: z.string().optional(),
  minPrice: cents.optional(),
  maxPrice: cents.optional(),
  inStock: z.enum(['true', 'false']).optional(),
  sort: z
    .string()
    .regex(/^-?(name|price|updatedAt)(,-?(name|price|updatedAt))*$/)
    .refine((text) => {
      const names = text.replaceAll('-', '').split(',');
      return new Set(names).size === names.length;
    }, 'names a key twice')
    .optional(),
  limit: z.string().regex(/^\d{1,3}$/).transform(Number).pipe(z.int().min(1).max(100)).default(20),
  cursor: z.uuid().optional(),
});
type List = z.infer<typeof list>;

class Refused extends Error {
  readonly status: number;
  readonly parameters: [string, string][];

  constructor(status: number, title: string, parameters: [string, string][] = []) {
    super(title);
    this.status = status;
    this.parameters = parameters;
  }
}

function readList(query: Record<string, unknown>): List {
  const result = list.safeParse(query);
  if (result.success) return result.data;
  const wrong = result.error.issues.flatMap((issue): [string, string][] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [key, 'is not known'])
      : [[String(issue.path[0]), issue.message]],
  );
  throw new Refused(400, 'Some query parameters are wrong', [...new Map(wrong)]);
}

interface Key {
  column: string;
  type: string;
  down: boolean;
}

interface Edge {
  backward: boolean;
  edge: Record<string, string>;
}

const COLUMNS: Record<string, [string, string]> = {
  name: ['name', 'text'],
  price: ['price', 'integer'],
  updatedAt: ['updated_at', 'timestamptz'],
};

function keysOf({ sort }: List): Key[] {
  const keys = (sort?.split(',') ?? []).map((part): Key => {
    const [column, type] = COLUMNS[part.replace('-', '')]!;
    return { column, type, down: part.startsWith('-') };
  });
  return [...keys, { column: 'id', type: 'bigint', down: keys.at(-1)?.down ?? false }];
}

async function readRows(question: List, from: Edge | null, count: number) {
  const keys = keysOf(question);
  const params: unknown[] = [];
  const param = (value: unknown, type: string) => `$${params.push(value)}::${type}`;
  const where = ['true'];
  if (question.category !== undefined) where.push(`category = ${param(question.category, 'text')}`);
  if (question.minPrice !== undefined) where.push(`price >= ${param(question.minPrice, 'integer')}`);
  if (question.maxPrice !== undefined) where.push(`price <= ${param(question.maxPrice, 'integer')}`);
  if (question.inStock !== undefined) where.push(`(stock > 0) = ${param(question.inStock, 'boolean')}`);
  if (from) {
    const value = ({ column, type }: Key) => param(from.edge[column], type);
    // a >= x AND (a > x OR (a = x AND (b > y OR …))): the first part is what an index can start from.
    let condition = 'false';
    for (const key of keys.toReversed()) {
      const sign = key.down === from.backward ? '>' : '<';
      condition = `${key.column} ${sign}= ${value(key)} AND (${key.column} ${sign} ${value(key)} OR (${condition}))`;
    }
    where.push(condition);
  }
  // Of the table: the columns of the answer have the same names and are text.
  const order = keys.map(({ column, down }) => `products.${column} ${down === (from?.backward ?? false) ? 'ASC' : 'DESC'}`);
  const { rows } = await pool.query(
    `SELECT id::float8 AS id, name, category, price, stock, updated_at::text AS updated_at
     FROM products WHERE ${where.join(' AND ')} ORDER BY ${order.join(', ')} LIMIT ${param(count, 'integer')}`,
    params,
  );
  return rows;
}

function toProduct(row: Record<string, any>) {
  const { id, name, category, price, stock, updated_at } = row;
  const updatedAt = new Date(updated_at).toISOString();
  return { id, name, category, price: { amount: price, currency: 'EUR' }, stock, updatedAt };
}

const nameOf = ({ limit, cursor, ...rest }: List) => JSON.stringify(Object.entries(rest).sort());

async function findEdge(question: List): Promise<Edge | null> {
  if (question.cursor === undefined) return null;
  const { rows } = await pool.query('SELECT backward, edge FROM cursors WHERE token = $1 AND list = $2', [
    question.cursor,
    nameOf(question),
  ]);
  if (!rows[0]) throw new Refused(400, 'Some query parameters are wrong', [['cursor', 'is not one of ours']]);
  return rows[0];
}

async function linkTo(request: Request, question: List, row: Record<string, string>, rel: 'next' | 'prev') {
  const edge = Object.fromEntries(keysOf(question).map(({ column }) => [column, String(row[column])]));
  const token = randomUUID();
  await pool.query('INSERT INTO cursors (token, list, backward, edge) VALUES ($1, $2, $3, $4)', [
    token,
    nameOf(question),
    rel === 'prev',
    edge,
  ]);
  const target = new URL(request.originalUrl, `http://${request.get('host')}`);
  target.searchParams.set('cursor', token);
  return `<${target.href}>; rel=${rel}`;
}

const app = express();
app.disable('etag');

app.get('/openapi.json', (request, response) => {
  response.json(document);
});

app.get('/v2/products', async (request, response) => {
  const question = readList(request.query);
  const from = await findEdge(question);
  const found = await readRows(question, from, question.limit + 1);
  const rows = found.slice(0, question.limit);
  if (from?.backward) rows.reverse();
  const links: string[] = [];
  for (const [rel, row] of [['next', rows.at(-1)], ['prev', rows[0]]] as const) {
    if (!row) continue;
    const edge = { backward: rel === 'prev', edge: row };
    const isMore =
      edge.backward === (from?.backward ?? false)
        ? found.length > rows.length
        : (await readRows(question, edge, 1)).length > 0;
    if (isMore) links.push(await linkTo(request, question, row, rel));
  }
  if (links.length > 0) response.set('Link', links.join(', '));
  response.json({ items: rows.map(toProduct) });
});

async function findProduct(id: string) {
  if (!/^\d{1,15}$/.test(id)) return null;
  const { rows } = await pool.query(
    'SELECT id::float8 AS id, name, category, price, stock, updated_at::text AS updated_at FROM products WHERE id = $1',
    [id],
  );
  return rows[0] ?? null;
}

app.get('/v2/products/:id', async (request, response) => {
  const row = await findProduct(request.params.id);
  if (!row) throw new Refused(404, 'There is no such product');
  response.json(toProduct(row));
});

const toOld = ({ id, name, price, stock }: Record<string, any>) => ({
  id,
  title: name,
  price: price / 100,
  inStock: stock > 0,
});

app.use('/v1', (request, response, next) => {
  response.set({
    Deprecation: '@1767225600',
    Sunset: 'Wed, 30 Jun 2027 23:59:59 GMT',
    Link: '</v2/products>; rel="successor-version"',
  });
  next();
});

app.get('/v1/products', async (request, response) => {
  const { page = '1', category = null } = request.query;
  if (typeof page !== 'string' || !/^[1-9]\d{0,6}$/.test(page)) {
    response.status(400).json({ error: 'page is a whole number from 1' });
    return;
  }
  const { rows } = await pool.query(
    `SELECT id::float8 AS id, name, price, stock FROM products WHERE $1::text IS NULL OR category = $1
     ORDER BY products.id LIMIT 20 OFFSET 20 * ($2::integer - 1)`,
    [category, page],
  );
  response.json(rows.map(toOld));
});

app.get('/v1/products/:id', async (request, response) => {
  const row = await findProduct(request.params.id);
  if (row) response.json(toOld(row));
  else response.status(404).json({ error: 'not found' });
});

app.use(() => {
  throw new Refused(404, 'There is no such path');
});

app.use((error: Error, request: Request, response: Response, next: NextFunction) => {
  const { status, parameters } = error instanceof Refused ? error : { status: 500, parameters: [] };
  if (status === 500) console.error(error);
  const errors = parameters.map(([parameter, message]) => ({ parameter, message }));
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ status, title: status === 500 ? 'Something went wrong' : error.message, errors }));
});

app.listen(Number(process.env.PORT), '127.0.0.1');
