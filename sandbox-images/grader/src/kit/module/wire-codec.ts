import { KitFailure, SuiteMistake } from '../failures.js';
import { SubjectError } from './subject-error.js';

/**
 * How values cross between grader and driver: JSON, with `{ "$": <tag>, "v": <content> }` for what JSON lacks.
 * The drivers have codecs of their own, in their own languages; docs/GRADER-PROTOCOL.md is the format and
 * wire-examples.json holds all of them to it.
 */
const MAX_DEPTH = 64;

const SPECIAL_NUMBERS: Readonly<Record<string, number>> = {
  NaN: NaN,
  Infinity,
  '-Infinity': -Infinity,
  '-0': -0,
};

/** @throws SuiteMistake when a suite passes something that cannot be sent */
export function encodeValue(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new SuiteMistake(`An argument is nested deeper than ${MAX_DEPTH} levels.`);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (value === undefined) return { $: 'undefined' };
  if (typeof value === 'bigint') return { $: 'bigint', v: value.toString() };
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'object') return encodeObject(value, depth + 1);
  throw new SuiteMistake(`A ${typeof value} cannot be passed to the learner's program; pass plain data.`);
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
  if (value instanceof Error) return { $: 'error', v: { name: value.name, message: value.message } };
  const entries = Object.entries(value).map(([key, item]) => [key, encode(item)] as const);
  return entries.some(([key]) => key === '$') ? { $: 'object', v: entries } : Object.fromEntries(entries);
}

/**
 * SECURITY: H07, H16 the input is hostile: the result is plain data of our own making, whatever it claims.
 * @throws KitFailure when it is not a value of the format
 */
export function decodeValue(wire: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw broken(`is nested deeper than ${MAX_DEPTH} levels`);
  if (typeof wire !== 'object' || wire === null) return wire;
  if (Array.isArray(wire)) return wire.map((item) => decodeValue(item, depth + 1));
  if (Object.hasOwn(wire, '$')) return decodeTagged(wire as { $: unknown; v?: unknown }, depth + 1);
  return fromEntries(Object.entries(wire), depth + 1);
}

function decodeTagged({ $: tag, v: content }: { $: unknown; v?: unknown }, depth: number): unknown {
  switch (tag) {
    case 'undefined':
      return undefined;
    case 'number':
      return decodeNumber(content);
    case 'bigint':
      return decodeBigint(content);
    case 'date':
      return new Date(typeof content === 'number' ? content : NaN);
    case 'bytes':
      return new Uint8Array(Buffer.from(textOf(content, 'bytes'), 'base64'));
    case 'map':
      return new Map(
        listPairs(content).map(([key, item]) => [decodeValue(key, depth), decodeValue(item, depth)]),
      );
    case 'set':
      return new Set(listItems(content).map((item) => decodeValue(item, depth)));
    case 'object':
      return fromEntries(listPairs(content), depth);
    case 'error':
      return SubjectError.fromWire(content);
    default:
      throw broken(`has the unknown tag ${JSON.stringify(tag)?.slice(0, 40)}`);
  }
}

/** SECURITY: H16 only these: a name like `constructor` would give the learner a function of the grader's. */
function decodeNumber(content: unknown): number {
  const name = textOf(content, 'a number');
  if (!Object.hasOwn(SPECIAL_NUMBERS, name)) throw broken('has a number that is none');
  return SPECIAL_NUMBERS[name] ?? NaN;
}

function textOf(content: unknown, what: string): string {
  if (typeof content !== 'string') throw broken(`has ${what} that is none`);
  return content;
}

function decodeBigint(content: unknown): bigint {
  const digits = textOf(content, 'a bigint');
  // 10 000 digits parse in well under a millisecond; a million take seconds (threat H08).
  if (digits.length > 10_000 || !/^-?[0-9]+$/.test(digits)) throw broken('has a bigint that is none');
  return BigInt(digits);
}

function fromEntries(entries: readonly (readonly [unknown, unknown])[], depth: number): object {
  // fromEntries defines own properties, so that a key called __proto__ is only a key.
  return Object.fromEntries(entries.map(([key, item]) => [textOf(key, 'a key'), decodeValue(item, depth)]));
}

function listItems(content: unknown): unknown[] {
  if (!Array.isArray(content)) throw broken('has a list that is none');
  return content as unknown[];
}

function listPairs(content: unknown): [unknown, unknown][] {
  return listItems(content).map((pair) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw broken('has a pair that is none');
    return pair as [unknown, unknown];
  });
}

function broken(what: string): KitFailure {
  return new KitFailure('error', `What the program returned ${what}.`);
}
