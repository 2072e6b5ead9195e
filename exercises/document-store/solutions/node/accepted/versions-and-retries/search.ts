import { z } from 'zod';
import { pool } from './database.ts';
import type { Json } from './rules.ts';

const OPERATORS = { eq: '==', gt: '>', gte: '>=', lt: '<', lte: '<=' };
const Path = z.array(z.string()).min(1).max(20);
const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const Condition = z.discriminatedUnion('op', [
  z.object({ path: Path, op: z.enum(['eq', 'has']), value: Scalar }),
  z.object({ path: Path, op: z.enum(['gt', 'gte', 'lt', 'lte']), value: z.number() }),
  z.object({ path: Path, op: z.literal('exists'), value: z.boolean() }),
]);

const Cursor = z
  .string()
  .transform((text) => text.replace(/^after-/, ''))
  .pipe(z.uuid())
  .nullable();

export const Question = z.object({
  where: z.array(Condition).max(10).default([]),
  limit: z.int().min(1).max(100).default(20),
  cursor: Cursor.default(null),
});

/** In strict mode a path leads into objects only; a name in quotes is a name, whatever is in it. */
function toSql({ path, op, value }: z.infer<typeof Condition>, bind: (value: unknown) => string): string {
  const nest = (inner: Json) => JSON.stringify(path.reduceRight((member, name) => ({ [name]: member }), inner));
  if (op === 'eq') return `body @> ${bind(nest(value))}::jsonb`;
  if (op === 'has') return `body @> ${bind(nest([value]))}::jsonb`;
  const place = `strict $${path.map((name) => `.${JSON.stringify(name)}`).join('')}`;
  if (op === 'exists')
    return `jsonb_path_exists(body, ${bind(place)}::jsonpath, '{}', true) IS ${value ? '' : 'NOT '}TRUE`;
  const test = bind(`${place} ? (@ ${OPERATORS[op]} $value)`);
  return `jsonb_path_exists(body, ${test}::jsonpath, ${bind(JSON.stringify({ value }))}::jsonb, true)`;
}

export async function search({ where, limit, cursor }: z.infer<typeof Question>) {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = where.map((condition) => toSql(condition, bind));
  if (cursor !== null) conditions.push(`id > ${bind(cursor)}::uuid`);
  const { rows } = await pool.query<{ id: string; version: number; body: Json }>(
    `SELECT id, version, body FROM live_documents ${conditions.length > 0 ? 'WHERE' : ''} ${conditions.join(' AND ')}
     ORDER BY id LIMIT ${limit + 1}`,
    values,
  );
  const items = rows.slice(0, limit).map(({ body, ...row }) => ({ ...row, document: body }));
  return { items, next: rows.length > limit ? `after-${items.at(-1)?.id}` : null };
}
