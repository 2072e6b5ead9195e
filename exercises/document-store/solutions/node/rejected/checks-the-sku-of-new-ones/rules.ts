import { Problem } from './problem.ts';

export type Json = null | boolean | number | string | Json[] | Document;
export interface Document {
  [name: string]: Json;
}

const MOST_BYTES = 65_536;
const MOST_LEVELS = 20;
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

export function isObject(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isId(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text);
}

export function checkDocument(value: unknown): Document {
  if (!isObject(value)) throw new Problem(400, 'a document is a JSON object');
  if (!isFlatEnough(value, MOST_LEVELS))
    throw new Problem(400, `a document has at most ${MOST_LEVELS} levels`);
  const { sku } = value;
  if (sku !== undefined && (typeof sku !== 'string' || sku.length < 1 || sku.length > 40))
    throw new Problem(400, 'sku is a string of 1–40 characters');
  if (Buffer.byteLength(JSON.stringify(value)) > MOST_BYTES)
    throw new Problem(413, `a document has at most ${MOST_BYTES} bytes`);
  return value;
}

function isFlatEnough(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isFlatEnough(member, levels - 1));
}

/** RFC 7396. Members are kept in a map, so that no name (`__proto__`) means anything here. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const members = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, mergePatch(members.get(name), value));
  }
  return Object.fromEntries(members);
}

export function readExpiry(text: unknown): Date | null {
  if (text === undefined) return null;
  const time = typeof text === 'string' && RFC_3339.test(text) ? new Date(text) : new Date(NaN);
  if (!(time.getTime() > Date.now())) throw new Problem(400, 'expiresAt is a time to come, as RFC 3339 has it');
  return time;
}
