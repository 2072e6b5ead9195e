import { isAsymmetric, showValue } from './show-value.js';

interface Sides {
  readonly expected: string;
  readonly actual: string;
}

/** What is written of a side before the part that differs is looked for. */
const MAX_WRITTEN = 128 * 1024;
/** As deep as an answer may be. */
const MAX_DEPTH = 100;
/** What is kept before the first difference of two long sides. */
const LEAD = 200;

/**
 * Both sides of a comparison as texts that can be laid side by side: properties in one order, and what satisfies an
 * `expect.any(String)` in its place. Of sides that are too long, what surrounds their first difference.
 */
export function showSides(expected: unknown, actual: unknown, maxLength: number): Sides {
  return cutSides(
    { expected: showValue(align(expected, actual), MAX_WRITTEN), actual: showValue(actual, MAX_WRITTEN) },
    maxLength,
  );
}

/** Expected, told with what came: matchers that it satisfies are replaced by it, properties follow its order. */
function align(expected: unknown, actual: unknown, depth = 0): unknown {
  if (isAsymmetric(expected)) return expected.asymmetricMatch(actual) ? actual : expected;
  if (depth > MAX_DEPTH) return expected;
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return expected.map((item, index) => align(item, actual[index], depth + 1));
  }
  if (!isPlain(expected) || !isPlain(actual)) return expected;
  const keys = [...new Set([...Object.keys(actual), ...Object.keys(expected)])].filter((key) =>
    Object.hasOwn(expected, key),
  );
  return Object.fromEntries(
    keys.map((key) => [
      key,
      align(expected[key], Object.hasOwn(actual, key) ? actual[key] : undefined, depth + 1),
    ]),
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** SECURITY: H10: two texts of any length become two of at most `maxLength`, which differ if they did. */
export function cutSides({ expected, actual }: Sides, maxLength: number): Sides {
  const longest = Math.max(expected.length, actual.length);
  if (longest <= maxLength) return { expected, actual };
  const start = findStart(expected, actual, maxLength);
  const cut = (text: string) => cutText(text, start, maxLength);
  return { expected: cut(expected), actual: cut(actual) };
}

function findStart(one: string, other: string, maxLength: number): number {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  if (same < maxLength / 2) return 0;
  const earliest = same - LEAD;
  const lineStart = one.indexOf('\n', earliest) + 1;
  return lineStart > 0 && lineStart <= same ? lineStart : earliest;
}

function cutText(text: string, start: number, maxLength: number): string {
  const head = start === 0 ? '' : '… ';
  const room = maxLength - head.length - 1;
  const part = text.slice(start, start + room).replace(/\p{Surrogate}/gu, '');
  return `${head}${part}${text.length > start + room ? '…' : ''}`;
}
