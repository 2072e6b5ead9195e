/**
 * How values cross to the grader and back: JSON, with `{ "$": <tag>, "v": <content> }` for what JSON lacks. The format is
 * in docs/GRADER-PROTOCOL.md; wire-examples.json of the kit holds this codec, the kit's and the Python driver's to it.
 */
const MAX_DEPTH = 64;

/** A value that cannot cross. The message completes the sentence "The value it returned …". */
export class Unsendable extends Error {}

export function encodeValue(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH)
    throw new Unsendable(`is nested deeper than ${String(MAX_DEPTH)} levels, or contains itself`);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (value === undefined) return { $: 'undefined' };
  if (typeof value === 'bigint') return { $: 'bigint', v: value.toString() };
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'object') return encodeObject(value, depth + 1);
  throw new Unsendable(`is or contains a ${typeof value}; return plain data`);
}

function encodeNumber(value: number): unknown {
  if (Object.is(value, -0)) return { $: 'number', v: '-0' };
  return Number.isFinite(value) ? value : { $: 'number', v: String(value) };
}

function encodeObject(value: object, depth: number): unknown {
  const encode = (item: unknown) => encodeValue(item, depth);
  if (Array.isArray(value)) return Array.from(value, encode);
  if (value instanceof Date) return { $: 'date', v: Number.isNaN(value.getTime()) ? null : value.getTime() };
  if (value instanceof Uint8Array) return { $: 'bytes', v: Buffer.from(value).toString('base64') };
  if (value instanceof Map)
    return { $: 'map', v: [...value].map(([key, item]) => [encode(key), encode(item)]) };
  if (value instanceof Set) return { $: 'set', v: [...value].map(encode) };
  if (value instanceof Error) return { $: 'error', v: describeError(value) };
  // As in JSON, a method of an object is not part of its data.
  const entries = Object.entries(value)
    .filter(([, item]) => typeof item !== 'function' && typeof item !== 'symbol')
    .map(([key, item]) => [key, encode(item)] as const);
  return entries.some(([key]) => key === '$') ? { $: 'object', v: entries } : Object.fromEntries(entries);
}

/** Reads what the grader sent, which is well-formed. */
export function decodeValue(wire: unknown): unknown {
  if (typeof wire !== 'object' || wire === null) return wire;
  if (Array.isArray(wire)) return wire.map(decodeValue);
  if (Object.hasOwn(wire, '$')) return decodeTagged(wire as Tagged);
  return Object.fromEntries(Object.entries(wire).map(([key, item]) => [key, decodeValue(item)]));
}

interface Tagged {
  readonly $: string;
  readonly v: unknown;
}

function decodeTagged({ $: tag, v: content }: Tagged): unknown {
  const list = Array.isArray(content) ? (content as unknown[]).map(decodeValue) : [];
  switch (tag) {
    case 'number':
      return Number(content);
    case 'bigint':
      return BigInt(String(content));
    case 'date':
      return new Date(typeof content === 'number' ? content : NaN);
    case 'bytes':
      return new Uint8Array(Buffer.from(String(content), 'base64'));
    case 'map':
      return new Map(list as [unknown, unknown][]);
    case 'set':
      return new Set(list);
    case 'object':
      return Object.fromEntries(list as [string, unknown][]);
    case 'error':
      return toError(content as { name: string; message: string });
    default:
      return undefined;
  }
}

function toError({ name, message }: { name: string; message: string }): Error {
  return Object.assign(new Error(message), { name });
}

export interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

/** Name, message and code of anything thrown. A class that does not set `name` is called by its own. */
export function describeError(thrown: unknown): DescribedError {
  if (!(thrown instanceof Error)) return { name: typeof thrown, message: String(thrown) };
  const name = thrown.name === 'Error' ? thrown.constructor.name : thrown.name;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? { code: thrown.code } : {};
  return { name: String(name), message: String(thrown.message), ...code };
}
