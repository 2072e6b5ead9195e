import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { inTransaction, IS_LIVE, pool } from './database.ts';
import { Problem } from './problem.ts';
import { checkDocument, isId, isObject, mergePatch, type Document } from './rules.ts';

export interface Stored {
  version: string;
  body: Document;
}

export async function create(body: unknown, expiresAt: Date | null): Promise<string> {
  const document = checkDocument(body);
  const id = randomUUID();
  await inTransaction(async (client) => {
    await freeSku(client, document);
    const sql = 'INSERT INTO documents (id, version, body, expires_at) VALUES ($1, 1, $2, $3)';
    await client.query(sql, [id, JSON.stringify(document), expiresAt]);
  });
  return id;
}

export async function read(id: string): Promise<Stored> {
  return readRow(pool, id, '');
}

export function replace(id: string, ifMatch: string, body: unknown): Promise<Stored> {
  return change(id, ifMatch, () => checkDocument(body));
}

export function patch(id: string, ifMatch: string | undefined, body: unknown): Promise<Stored> {
  if (!isObject(body)) throw new Problem(400, 'a patch is a JSON object');
  return change(id, ifMatch, (document) => checkDocument(mergePatch(document, body)));
}

export async function remove(id: string, ifMatch: string | undefined): Promise<void> {
  await inTransaction(async (client) => {
    checkVersion(await readRow(client, id, 'FOR UPDATE'), ifMatch);
    await client.query('DELETE FROM documents WHERE id = $1', [id]);
  });
}

/** From the moment the row is read nobody else can change it: what is decided here stays true until it is written. */
function change(
  id: string,
  ifMatch: string | undefined,
  edit: (document: Document) => Document,
): Promise<Stored> {
  return inTransaction(async (client) => {
    const stored = await readRow(client, id, 'FOR UPDATE');
    checkVersion(stored, ifMatch);
    const document = edit(stored.body);
    if (document.sku !== stored.body.sku) await freeSku(client, document);
    const { rows } = await client.query<Stored>(
      'UPDATE documents SET body = $2, version = version + 1 WHERE id = $1 RETURNING version, body',
      [id, JSON.stringify(document)],
    );
    return rows[0] as Stored;
  });
}

async function readRow(client: Pick<PoolClient, 'query'>, id: string, lock: string): Promise<Stored> {
  const found = isId(id)
    ? await client.query<Stored>(`SELECT version, body FROM documents WHERE id = $1 AND ${IS_LIVE} ${lock}`, [
        id,
      ])
    : { rows: [] };
  if (!found.rows[0]) throw new Problem(404, 'there is no such document');
  return found.rows[0];
}

function checkVersion({ version }: Stored, ifMatch: string | undefined): void {
  if (ifMatch !== undefined && ifMatch !== `"${version}"`)
    throw new Problem(412, `the document is now at version ${version}`);
}

/** An expired document that was not swept yet must not keep its sku. */
async function freeSku(client: PoolClient, { sku }: Document): Promise<void> {
  if (sku === undefined) return;
  await client.query(`DELETE FROM documents WHERE body ->> 'sku' = $1 AND NOT ${IS_LIVE}`, [sku]);
}
