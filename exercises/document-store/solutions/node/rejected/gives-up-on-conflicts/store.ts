import { randomUUID } from 'node:crypto';
import type { QueryResult } from 'pg';
import { deleteExpired, pool } from './database.ts';
import { Problem } from './problem.ts';
import { checkDocument, isId, isObject, mergePatch, type Document } from './rules.ts';

export interface Stored {
  version: number;
  body: Document;
}

const UNIQUE_VIOLATION = '23505';
const MOST_TRIES = 50;

export async function insert(body: unknown, expiresAt: Date | null): Promise<string> {
  const document = checkDocument(body);
  const id = randomUUID();
  const sql = 'INSERT INTO documents (id, version, body, expires_at) VALUES ($1, 1, $2, $3)';
  await write(document, sql, [id, JSON.stringify(document), expiresAt]);
  return id;
}

export async function find(id: string): Promise<Stored> {
  if (!isId(id)) throw new Problem(404, 'there is no such document');
  const { rows } = await pool.query<Stored>('SELECT version, body FROM live_documents WHERE id = $1', [id]);
  if (!rows[0]) throw new Problem(404, 'there is no such document');
  return rows[0];
}

export function replace(id: string, ifMatch: string, body: unknown): Promise<Stored> {
  return edit(id, ifMatch, () => checkDocument(body));
}

export function patch(id: string, ifMatch: string | undefined, body: unknown): Promise<Stored> {
  if (!isObject(body)) throw new Problem(400, 'a patch is a JSON object');
  return edit(id, ifMatch, (document) => checkDocument(mergePatch(document, body)));
}

export async function remove(id: string, ifMatch: string | undefined): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const { version } = await findMatching(id, ifMatch);
    const sql = 'DELETE FROM live_documents WHERE id = $1 AND version = $2';
    if ((await pool.query(sql, [id, version])).rowCount === 1) return;
  }
  throw new Problem(503, 'too many changes at once');
}

/** Nothing is locked: what was read is written only while it is still true, and refused when it is not. */
async function edit(
  id: string,
  ifMatch: string | undefined,
  change: (document: Document) => Document,
): Promise<Stored> {
  const { version, body } = await findMatching(id, ifMatch);
  const document = change(body);
  const sql = `UPDATE live_documents SET body = $3, version = version + 1 WHERE id = $1 AND version = $2
               RETURNING version, body`;
  const { rows } = await write(document, sql, [id, version, JSON.stringify(document)]);
  if (rows[0]) return rows[0] as Stored;
  throw new Problem(412, 'the document has another version');
}

async function findMatching(id: string, ifMatch: string | undefined): Promise<Stored> {
  const stored = await find(id);
  if (ifMatch !== undefined && ifMatch !== `"${stored.version}"`)
    throw new Problem(412, 'the document has another version');
  return stored;
}

/** When the sku is only kept by a document that has expired, that one goes and this one is tried again. */
async function write(document: Document, sql: string, values: unknown[]): Promise<QueryResult> {
  try {
    return await pool.query(sql, values);
  } catch (error) {
    const isTaken = (error as { code?: string }).code === UNIQUE_VIOLATION;
    if (!isTaken || (await deleteExpired(document.sku as string)) === 0) throw error;
    return await pool.query(sql, values);
  }
}
