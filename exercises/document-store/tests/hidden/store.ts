import { eventually, random, services, subject, type HttpResponse } from '@touchstone/kit';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Document = Record<string, Json>;

export const MERGE_PATCH = 'application/merge-patch+json';

export interface Condition {
  readonly path: readonly string[];
  readonly op: string;
  readonly value: Json;
}

export interface Page {
  readonly items: readonly { readonly id: string; readonly version: number; readonly document: Document }[];
  readonly next: string | null;
}

export async function create(document: Document, query = ''): Promise<string> {
  const answer = await subject.post(`/documents${query}`, { json: document });
  expect(answer).toHaveStatus(201);
  expect(answer).toHaveJson({ id: expect.any(String) });
  return (answer.json as { id: string }).id;
}

/** Without `version` no If-Match is sent. */
export function patch(id: string, json: Json, version?: number): Promise<HttpResponse> {
  const headers = { 'content-type': MERGE_PATCH, ...ifMatch(version) };
  return subject.patch(`/documents/${id}`, { body: JSON.stringify(json), headers });
}

export function put(id: string, json: Json, version?: number): Promise<HttpResponse> {
  return subject.put(`/documents/${id}`, { json, headers: ifMatch(version) });
}

export function remove(id: string, version?: number): Promise<HttpResponse> {
  return subject.delete(`/documents/${id}`, { headers: ifMatch(version) });
}

const ifMatch = (version?: number): Record<string, string> =>
  version === undefined ? {} : { 'if-match': `"${version}"` };

/** Exactly this document, at this version. */
export function expectDocument(answer: HttpResponse, document: Json, version: number): void {
  expect(answer).toHaveStatus(200);
  expect(answer).toHaveHeader('etag', `"${version}"`);
  expect(answer.json).toEqual(document);
}

export function expectError(answer: HttpResponse, status: number): void {
  expect(answer).toHaveStatus(status);
  expect(answer).toHaveJson({ error: expect.any(String) });
}

export function ask(question: unknown): Promise<HttpResponse> {
  return subject.post('/search', { json: question });
}

export async function search(
  where: readonly Condition[],
  rest: { limit?: number; cursor?: string | null } = {},
): Promise<Page> {
  const answer = await ask({ where, limit: 100, ...rest });
  expect(answer).toHaveStatus(200);
  expect(answer).toHaveJson({ items: expect.any(Array) });
  return answer.json as Page;
}

/** The `label` of each document that was found, in alphabetical order. */
export async function findLabels(...where: Condition[]): Promise<Json[]> {
  const { items } = await search(where);
  return items.map(({ document }) => document?.label ?? null).sort();
}

/** As the shop's import does it: straight into the table. */
export async function importAll(documents: readonly Document[]): Promise<string[]> {
  const rows = documents.map((body) => ({ id: random.uuid(), body }));
  const sql = `INSERT INTO public.documents (id, version, body)
               SELECT id, 1, body FROM jsonb_to_recordset($1::jsonb) AS row (id uuid, body jsonb)`;
  await services.postgres.query(sql, [JSON.stringify(rows)]);
  return rows.map(({ id }) => id);
}

export async function expire(id: string): Promise<void> {
  const sql = `UPDATE public.documents SET expires_at = now() - interval '1 second' WHERE id = $1::uuid`;
  await services.postgres.query(sql, [id]);
}

/**
 * Sends requests while a lock of somebody else's keeps them from writing, so that each has read what it reads before the
 * first one writes. Lets them go once all wait, or after a while: a program may find a way not to.
 */
export async function whileLocked(
  lock: string,
  requests: readonly (() => Promise<HttpResponse>)[],
): Promise<HttpResponse[]> {
  // Several statements without BEGIN are one transaction, and a cancelled one is over.
  const holding = services.postgres.run(`${lock}; SELECT pg_sleep(10) AS held`).catch(() => undefined);
  const held = `SELECT pid FROM pg_stat_activity WHERE query LIKE '%AS held' AND wait_event = 'PgSleep'`;
  await eventually(async () => expect(await services.postgres.query(held)).toHaveLength(1), 5000);
  const sent = requests.map((send) => send());
  const waiting = `SELECT pid FROM pg_stat_activity WHERE usename = 'app' AND wait_event_type = 'Lock'`;
  const allWait = async () =>
    expect((await services.postgres.query(waiting)).length).toBeGreaterThanOrEqual(requests.length);
  await eventually(allWait, 1500).catch(() => undefined);
  await services.postgres.query(`SELECT pg_cancel_backend(pid) FROM (${held}) AS holder`);
  await holding;
  return Promise.all(sent);
}

export const lockRow = (id: string): string =>
  `SELECT id FROM public.documents WHERE id = '${id}' FOR UPDATE`;

/** Keeps everybody from writing to the table, and nobody from reading it or from locking rows. */
export const LOCK_WRITES = 'LOCK TABLE public.documents IN SHARE MODE';
