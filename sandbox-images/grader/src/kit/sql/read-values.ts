import { BODY_LIMITS, parseJson } from '../http/parse-json.js';
import { KitFailure } from '../failures.js';

export type SqlRow = Record<string, unknown>;

const OID = {
  bool: 16,
  int8: 20,
  int2: 21,
  int4: 23,
  json: 114,
  float4: 700,
  float8: 701,
  numeric: 1700,
  jsonb: 3802,
} as const;

const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [OID.bool, (text) => text === 't'],
  [OID.json, readJson],
  [OID.jsonb, readJson],
  ...[OID.int2, OID.int4, OID.int8, OID.float4, OID.float8, OID.numeric].map(
    (oid) => [oid, readNumber] as const,
  ),
]);

/**
 * Values by what they are, whatever type a learner gave them: every number is a number (text beyond 2^53), so that `count(*)`
 * equals `count(*)::int`. Dates and times are PostgreSQL's text: `2026-03-01`, `2026-03-01 12:00:00+00`.
 */
export const valueTypes = {
  getTypeParser: (oid: number) => PARSERS.get(oid) ?? ((text: string) => text),
};

function readNumber(text: string): number | string {
  const value = Number(text);
  return Number.isNaN(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER ? text : value;
}

function readJson(text: string): unknown {
  const parsed = parseJson(text, BODY_LIMITS);
  if (parsed.ok) return parsed.value;
  throw new KitFailure('error', `PostgreSQL answered with JSON that cannot be compared: ${parsed.problem}.`);
}

/**
 * Rows as objects. `fromEntries` defines properties: a column called `__proto__` is one like any other.
 * @throws KitFailure when two columns have one name
 */
export function toRows(columns: readonly string[], values: readonly (readonly unknown[])[]): SqlRow[] {
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined)
    throw new KitFailure('assertion', `Two columns of the result are called ${twice}: name each with AS.`);
  return values.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));
}
