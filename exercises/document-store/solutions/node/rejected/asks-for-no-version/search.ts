import { IS_LIVE, pool } from './database.ts';
import { Problem } from './problem.ts';
import { isId, isObject, type Json } from './rules.ts';

interface Condition {
  path: string[];
  op: string;
  value: Json;
}

interface Question {
  where: Condition[];
  limit: number;
  after: string | null;
}

const MOST_CONDITIONS = 10;
const MOST_NAMES = 20;
const COMPARISONS = new Map([
  ['gt', '>'],
  ['gte', '>='],
  ['lt', '<'],
  ['lte', '<='],
]);

export function readQuestion(body: unknown): Question {
  if (!isObject(body)) throw new Problem(400, 'a question is a JSON object');
  const { where = [], limit = 20, cursor } = body;
  if (!Array.isArray(where) || where.length > MOST_CONDITIONS)
    throw new Problem(400, `where is a list of at most ${MOST_CONDITIONS} conditions`);
  if (!Number.isInteger(limit) || (limit as number) < 1 || (limit as number) > 100)
    throw new Problem(400, 'limit is an integer from 1 to 100');
  return { where: where.map(readCondition), limit: limit as number, after: readCursor(cursor) };
}

function readCondition(condition: unknown): Condition {
  if (!isObject(condition)) throw new Problem(400, 'a condition has path, op and value');
  const { path, op, value } = condition;
  const isPath = Array.isArray(path) && path.length > 0 && path.length <= MOST_NAMES;
  if (!isPath || !path.every((name) => typeof name === 'string'))
    throw new Problem(400, `a path is a list of 1–${MOST_NAMES} names`);
  if (typeof op !== 'string' || !takes(op, value)) throw new Problem(400, 'there is no such op, or not for this value');
  return { path, op, value: value as Json };
}

function takes(op: string, value: unknown): boolean {
  if (op === 'exists') return typeof value === 'boolean';
  if (COMPARISONS.has(op)) return typeof value === 'number';
  return (op === 'eq' || op === 'has') && (value === null || ['string', 'number', 'boolean'].includes(typeof value));
}

function readCursor(cursor: unknown): string | null {
  if (cursor === undefined || cursor === null) return null;
  const id = typeof cursor === 'string' ? Buffer.from(cursor, 'base64url').toString() : null;
  if (!isId(id)) throw new Problem(400, 'cursor is what an answer had as next');
  return id;
}

export async function search({ where, limit, after }: Question) {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = [IS_LIVE, ...where.map((condition) => toSql(condition, bind))];
  if (after !== null) conditions.push(`id > ${bind(after)}`);
  const { rows } = await pool.query<{ id: string; version: string; body: Json }>(
    `SELECT id, version, body FROM documents WHERE ${conditions.join(' AND ')} ORDER BY id LIMIT ${bind(limit + 1)}`,
    values,
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map(({ id, version, body }) => ({ id, version: Number(version), document: body })),
    next: last ? Buffer.from(last.id).toString('base64url') : null,
  };
}

/** `@>` is what the GIN index answers; `->` with text leads into objects only, where `#>` would count through lists. */
function toSql({ path, op, value }: Condition, bind: (value: unknown) => string): string {
  if (op === 'eq') return `body @> ${bind(JSON.stringify(nest(path, value)))}::jsonb`;
  if (op === 'has') return `body @> ${bind(JSON.stringify(nest(path, [value])))}::jsonb`;
  const member = `(body -> ${path.map((name) => `${bind(name)}::text`).join(' -> ')})`;
  if (op === 'exists') return `${member} IS ${value === true ? 'NOT ' : ''}NULL`;
  return `jsonb_typeof(${member}) = 'number' AND ${member} ${COMPARISONS.get(op)} to_jsonb(${bind(value)}::numeric)`;
}

function nest(path: string[], value: Json): Json {
  return path.reduceRight<Json>((inner, name) => ({ [name]: inner }), value);
}
