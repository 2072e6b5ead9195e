import { eventually, random, services, step, subject, type HttpResponse } from '@touchstone/kit';

export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly fields?: readonly string[] };
}

export interface Result {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphError[];
}

export interface Product {
  readonly id: number;
  readonly vendorId: number | null;
  readonly name: string;
  readonly category: string;
  readonly priceCents: number;
  readonly stock: number;
}

export interface Vendor {
  readonly id: number;
  readonly name: string;
}

export interface Line {
  readonly productId: number | null;
  readonly quantity: number;
  readonly priceCents: number;
}

export interface Review {
  readonly productId: number;
  readonly author: string;
  readonly rating: number;
  readonly text: string;
}

const ACCEPT = { accept: 'application/graphql-response+json' };

export function send(
  query: string,
  more: { readonly variables?: unknown; readonly operationName?: unknown } = {},
): Promise<HttpResponse> {
  return subject.post('/graphql', { json: { query, ...more }, headers: ACCEPT });
}

export function sendBody(body: string, contentType = 'application/json'): Promise<HttpResponse> {
  return subject.post('/graphql', { body, headers: { ...ACCEPT, 'content-type': contentType } });
}

/** What came of an operation that was run. */
export async function run(query: string, variables?: Record<string, unknown>): Promise<Result> {
  const answer = await send(query, { variables });
  expect(answer).toHaveStatus(200);
  return answer.json as Result;
}

/** The data of an operation in which nothing may go wrong. */
export async function ask(query: string, variables?: Record<string, unknown>): Promise<unknown> {
  const { data, errors } = await run(query, variables);
  await step('errors of an operation in which nothing is wrong', () => expect(errors ?? []).toEqual([]));
  return data;
}

/** Codes and places of the errors, without their words. */
export function errorsOf({ errors }: Result): unknown[] {
  return (errors ?? []).map(({ path, extensions }) => ({
    path,
    code: extensions?.code,
    ...(extensions?.fields && { fields: [...extensions.fields].sort() }),
  }));
}

/** Refused with 400 and this code, before any of it ran. */
export async function expectRefusal(what: string, answer: HttpResponse, code: string): Promise<void> {
  await step(what, () => {
    expect(answer).toHaveStatus(400);
    const { data, errors } = answer.json as Result;
    expect({ data, code: errors?.[0]?.extensions?.code }).toEqual({ data: undefined, code });
  });
}

/** As GraphQL writes it: `{name: "Ada", lines: [1, 2]}`. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, inner]) => `${name}: ${literal(inner)}`)
    .join(', ')}}`;
}

let lastId = 0;

/** An id that no other row of the suite has. */
export function newId(): number {
  lastId = Math.max(lastId, random.integer(10_000, 900_000)) + random.integer(1, 9);
  return lastId;
}

export const aVendor = (): Vendor => ({ id: newId(), name: `${random.word()} & sons` });

export function aProduct(of: Partial<Product> = {}): Product {
  return {
    id: newId(),
    vendorId: null,
    name: random.sentence(3),
    category: random.word(),
    priceCents: random.integer(100, 99_999),
    stock: random.integer(50, 500),
    ...of,
  };
}

export function aReview(productId: number, of: Partial<Review> = {}): Review {
  return { productId, author: random.word(), rating: random.integer(1, 5), text: random.sentence(), ...of };
}

/** As many, in ascending order of their ids. */
export function several<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

export async function insertVendors(vendors: readonly Vendor[]): Promise<void> {
  const sql = `INSERT INTO public.vendors (id, name) SELECT id, name
    FROM jsonb_to_recordset($1::jsonb) AS row (id bigint, name text)`;
  await services.postgres.query(sql, [JSON.stringify(vendors)]);
}

export async function insertProducts(products: readonly Product[]): Promise<void> {
  const sql = `INSERT INTO public.products (id, vendor_id, name, category, price_cents, stock)
    SELECT id, "vendorId", name, category, "priceCents", stock FROM jsonb_to_recordset($1::jsonb)
      AS row (id bigint, "vendorId" bigint, name text, category text, "priceCents" integer, stock integer)`;
  await services.postgres.query(sql, [JSON.stringify(products)]);
}

/** The last of them is the newest. */
export async function insertReviews(reviews: readonly Review[]): Promise<string[]> {
  const sql = `INSERT INTO public.reviews (product_id, author, rating, text)
    SELECT "productId", author, rating, text FROM jsonb_to_recordset($1::jsonb)
      AS row ("productId" bigint, author text, rating integer, text text) RETURNING id::text`;
  const rows = await services.postgres.query<{ id: string }>(sql, [JSON.stringify(reviews)]);
  return rows.map(({ id }) => id);
}

export async function insertOrder(customer: string, lines: readonly Line[]): Promise<string> {
  const id = String(newId());
  await services.postgres.query('INSERT INTO public.orders (id, customer) VALUES ($1, $2)', [id, customer]);
  const sql = `INSERT INTO public.order_lines (order_id, place, product_id, quantity, price_cents)
    SELECT $1::bigint, place, "productId", quantity, "priceCents" FROM jsonb_to_recordset($2::jsonb)
      AS row (place integer, "productId" bigint, quantity integer, "priceCents" integer)`;
  const rows = random.shuffle(lines.map((line, index) => ({ ...line, place: index + 1 })));
  await services.postgres.query(sql, [id, JSON.stringify(rows)]);
  return id;
}

export async function stocksOf(products: readonly Product[]): Promise<number[]> {
  const rows = await services.postgres.query<{ stock: number }>(
    `SELECT stock FROM public.products JOIN unnest($1::bigint[]) WITH ORDINALITY AS wanted (id, turn) USING (id)
     ORDER BY turn`,
    [products.map(({ id }) => id)],
  );
  return rows.map(({ stock }) => stock);
}

export async function countRows(table: 'reviews' | 'orders' | 'order_lines'): Promise<number> {
  const [row] = await services.postgres.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM public.${table}`,
  );
  return row?.count ?? 0;
}

/** Statements of the program's role since the start of PostgreSQL; a pool's own resetting of a connection is none. */
async function countStatements(): Promise<number> {
  await untilIdle();
  const [row] = await services.postgres.query<{ count: number }>(
    `SELECT coalesce(sum(calls), 0)::int AS count FROM touchstone.pg_stat_statements
     WHERE query <> 'SELECT pg_advisory_unlock_all()'`,
  );
  return row?.count ?? 0;
}

/** A statement is counted when PostgreSQL is done with it, which may be a moment after its rows arrived. */
async function untilIdle(): Promise<void> {
  const sql = `SELECT count(*)::int AS busy FROM pg_stat_activity WHERE usename = 'app' AND state <> 'idle'`;
  const isIdle = async () => expect(await services.postgres.query(sql)).toEqual([{ busy: 0 }]);
  await eventually(isIdle, 2000).catch(() => undefined);
}

export async function counted<T>(work: () => Promise<T>): Promise<{ result: T; statements: number }> {
  const before = await countStatements();
  const result = await work();
  return { result, statements: (await countStatements()) - before };
}
