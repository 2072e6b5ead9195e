import { random, services, subject, type HttpResponse } from '@touchstone/kit';

export interface Row {
  readonly id: number;
  readonly name: string;
  readonly category: string;
  /** Cents. */
  readonly price: number;
  readonly stock: number;
  /** As PostgreSQL reads it, to the microsecond. */
  readonly updatedAt: string;
}

export interface Page {
  readonly response: HttpResponse;
  readonly items: readonly Record<string, unknown>[];
  readonly ids: readonly unknown[];
  /** Path and query of the link; null when there is none. */
  readonly next: string | null;
  readonly prev: string | null;
}

/** A catalogue of only these, laid down in no order at all. */
export async function fillCatalogue(rows: readonly Row[]): Promise<void> {
  await services.postgres.query('TRUNCATE public.products');
  await insert(rows);
}

export async function insert(rows: readonly Row[]): Promise<void> {
  const sql = `
    INSERT INTO public.products (id, name, category, price, stock, updated_at)
    SELECT * FROM jsonb_to_recordset($1::jsonb)
      AS row (id bigint, name text, category text, price integer, stock integer, "updatedAt" timestamptz)`;
  await services.postgres.query(sql, [JSON.stringify(random.shuffle(rows))]);
}

export async function remove(ids: readonly number[]): Promise<void> {
  await services.postgres.query('DELETE FROM public.products WHERE id = ANY($1::bigint[])', [ids]);
}

export async function setPrice(id: number, price: number): Promise<void> {
  const sql = 'UPDATE public.products SET price = $2, updated_at = now() WHERE id = $1';
  await services.postgres.query(sql, [id, price]);
}

/** As many rows, ids ascending with gaps; nothing about one follows from another, and no two of one price, name or time. */
export function someRows(count: number, of: (at: number) => Partial<Row> = () => ({})): Row[] {
  let id = random.integer(1000, 9000);
  const prices = random.shuffle(
    Array.from({ length: count }, (_, at) => 1001 + at * 100 + random.integer(0, 8) * 10),
  );
  const times = random.shuffle(Array.from({ length: count }, (_, at) => at));
  return Array.from({ length: count }, (_, at) => {
    id += random.integer(1, 9);
    return {
      id,
      name: `${random.word()} ${id}`,
      category: random.word(),
      price: prices[at] ?? 0,
      stock: random.integer(0, 1) * random.integer(1, 500),
      updatedAt: new Date(
        Date.UTC(2026, 0, 1) + (times[at] ?? 0) * 61_001 + random.integer(0, 999),
      ).toISOString(),
      ...of(at),
    };
  });
}

/** In the order of `sort`, equal ones by id in the direction of its last key. */
export function inOrder(rows: readonly Row[], sort = ''): Row[] {
  const keys = sort === '' ? [] : sort.split(',');
  const last = keys.at(-1)?.startsWith('-') ? '-id' : 'id';
  return rows.toSorted((a, b) => {
    for (const key of [...keys, last]) {
      const name = key.replace('-', '') as keyof Row;
      if (a[name] === b[name]) continue;
      return (a[name] < b[name] ? -1 : 1) * (key.startsWith('-') ? -1 : 1);
    }
    return 0;
  });
}

export const idsOf = (rows: readonly Row[]): number[] => rows.map(({ id }) => id);

/** A row as version 2 shows it, but for the form of its time. */
export function toProduct({ id, name, category, price, stock, updatedAt }: Row): Record<string, unknown> {
  const time = new Date(updatedAt).toISOString();
  return { id, name, category, price: { amount: price, currency: 'EUR' }, stock, updatedAt: time };
}

/** With its time as `toProduct` writes it; what is no time stays as it is. */
export function withPlainTime(product: Record<string, unknown>): Record<string, unknown> {
  const { updatedAt } = product;
  const isTime =
    typeof updatedAt === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|\+00:00)$/.test(updatedAt);
  return isTime ? { ...product, updatedAt: new Date(updatedAt).toISOString() } : product;
}

export const toOldProduct = ({ id, name, price, stock }: Row): Record<string, unknown> => ({
  id,
  title: name,
  price: price / 100,
  inStock: stock > 0,
});

export async function readPage(path: string): Promise<Page> {
  const response = await subject.get(path);
  expect(response).toHaveStatus(200);
  expect(response).toHaveJson({ items: expect.any(Array) });
  const { items } = response.json as { items: Record<string, unknown>[] };
  return {
    response,
    items,
    ids: items.map((item) => item?.id),
    next: findLink(response, 'next'),
    prev: findLink(response, 'prev'),
  };
}

/** All pages from this one on, the way the links lead: `most` pages at most. */
export async function readOn(path: string, rel: 'next' | 'prev', most: number): Promise<Page[]> {
  const pages: Page[] = [];
  for (let target: string | null = path; target !== null && pages.length < most;) {
    const page: Page = await readPage(target);
    pages.push(page);
    target = page[rel];
  }
  return pages;
}

/** Fails the test when the page has no such link. */
export function linkOf(page: Page, rel: 'next' | 'prev'): string {
  const target = page[rel];
  if (target !== null) return target;
  const { method, path } = page.response.request;
  throw new Error(
    `${method} ${path}: expected a Link with rel="${rel}", got ${page.response.headers.link ?? 'no Link'}`,
  );
}

/** Of `Link: <target>; rel="next", …` (RFC 8288), against the request's own address: path and query. */
export function findLink({ headers, request }: HttpResponse, rel: string): string | null {
  for (const [, target = '', params = ''] of (headers.link ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
    const [, quoted, plain] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(params) ?? [];
    if (!(quoted ?? plain ?? '').toLowerCase().split(/\s+/).includes(rel)) continue;
    if (!URL.canParse(target, `http://127.0.0.1${request.path}`)) return null;
    const { pathname, search } = new URL(target, `http://127.0.0.1${request.path}`);
    return pathname + search;
  }
  return null;
}

export function cursorOf(link: string): string {
  return new URL(link, 'http://127.0.0.1').searchParams.get('cursor') ?? '';
}

/** The link with one parameter set to something else, or taken out. */
export function withParameter(link: string, name: string, value: string | null): string {
  const { pathname, searchParams } = new URL(link, 'http://127.0.0.1');
  if (value === null) searchParams.delete(name);
  else searchParams.set(name, value);
  return `${pathname}?${searchParams.toString()}`;
}

/** 400 as RFC 9457 has it, with exactly these parameters named. */
export function expectRefusal(response: HttpResponse, parameters: readonly string[]): void {
  expect(response).toHaveStatus(400);
  expect(response).toHaveHeader('content-type', /^application\/problem\+json/);
  expect(response).toHaveJson({ status: 400, title: expect.any(String), errors: expect.any(Array) });
  const { errors } = response.json as { errors: { parameter?: unknown; message?: unknown }[] };
  expect(errors.map((error) => error?.parameter).toSorted()).toEqual([...parameters].sort());
  expect(errors.map((error) => typeof error?.message)).toEqual(errors.map(() => 'string'));
}
