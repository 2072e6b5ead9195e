import type { Status } from './evaluate.ts';

export const isTruthy = (value: unknown): boolean => Boolean(value);

export function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

const toNumber = (value: unknown): number => Number(value ?? 0);

/** Names do not differ by case, and what is not there is null. */
export function getProperty(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return null;
  if (name === '*') return Object.values(value);
  const found = Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found?.[1] ?? null;
}

export function combine(sign: string, left: unknown, right: unknown): unknown {
  switch (sign) {
    case '||':
      return isTruthy(left) ? left : right;
    case '&&':
      return isTruthy(left) ? right : left;
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '<':
      return toNumber(left) < toNumber(right);
    case '<=':
      return toNumber(left) <= toNumber(right);
    case '>':
      return toNumber(left) > toNumber(right);
    default:
      return toNumber(left) >= toNumber(right);
  }
}

/** Texts are equal whatever their case; values of different types are compared as numbers. */
function isEqual(left: unknown, right: unknown): boolean {
  if (typeof left === 'string' && typeof right === 'string')
    return left.toLowerCase() === right.toLowerCase();
  const [a, b] = [left ?? null, right ?? null];
  return a === b || (typeof a !== typeof b && toNumber(a) === toNumber(b));
}

const MAX_LENGTH = 64 * 1024;

type Work = (values: readonly unknown[], status: Status) => unknown;

const lower = (value: unknown): string => toText(value).toLowerCase();

const FUNCTIONS: ReadonlyMap<string, Work> = new Map<string, Work>([
  ['success', (_, { hasSucceeded }) => hasSucceeded],
  ['failure', (_, { hasFailed }) => hasFailed],
  ['always', () => true],
  ['cancelled', () => false],
  [
    'contains',
    ([inside, item]) =>
      Array.isArray(inside) ? inside.some((one) => isEqual(one, item)) : lower(inside).includes(lower(item)),
  ],
  ['startswith', ([text, start]) => lower(text).startsWith(lower(start))],
  ['endswith', ([text, end]) => lower(text).endsWith(lower(end))],
  [
    'format',
    ([text, ...values]) =>
      values.reduce<string>(
        (filled, value, index) => filled.replaceAll(`{${index}}`, () => toText(value)),
        toText(text),
      ),
  ],
  [
    'join',
    ([list, separator = ',']) =>
      Array.isArray(list) ? list.map(toText).join(toText(separator)) : toText(list),
  ],
  ['tojson', ([value]) => JSON.stringify(value ?? null)],
  ['fromjson', ([text]) => JSON.parse(toText(text)) as unknown],
  ['hashfiles', (patterns) => `hash of ${patterns.map(toText).join(' ')}`],
]);

export function callFunction(name: string, values: readonly unknown[], status: Status): unknown {
  const work = FUNCTIONS.get(name.toLowerCase());
  if (work === undefined) throw new Error(`GitHub has no function ${name.slice(0, 40)}().`);
  const value = work(values, status);
  // Calls in calls can double a text with each.
  if (typeof value === 'string' && value.length > MAX_LENGTH)
    throw new Error('An expression comes to more than 64 KiB of text.');
  return value;
}
