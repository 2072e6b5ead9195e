export interface Difference {
  /** `items[0].title`; empty for the whole value. */
  readonly path: string;
  readonly expected: unknown;
  readonly received: unknown;
}

type Equals = (received: unknown, expected: unknown) => boolean;

/**
 * The first place where `received` lacks something `expected` has, or null. Objects may have more properties than
 * expected; lists must have the same length.
 */
export function findDifference(
  expected: unknown,
  received: unknown,
  equals: Equals,
  path = '',
): Difference | null {
  const here = { path, expected, received };
  if (Array.isArray(expected) && Array.isArray(received)) {
    if (expected.length !== received.length) return here;
    return findFirst(expected.keys(), (index) =>
      findDifference(expected[index], received[index], equals, `${path}[${index}]`),
    );
  }
  if (isPlainObject(expected) && isPlainObject(received)) {
    return findFirst(Object.keys(expected), (key) =>
      findDifference(
        expected[key],
        Object.hasOwn(received, key) ? received[key] : undefined,
        equals,
        path ? `${path}.${key}` : key,
      ),
    );
  }
  return equals(received, expected) ? null : here;
}

function findFirst<Key>(keys: Iterable<Key>, find: (key: Key) => Difference | null): Difference | null {
  for (const key of keys) {
    const difference = find(key);
    if (difference) return difference;
  }
  return null;
}

/** Not an asymmetric matcher such as `expect.any(String)`, which has a class. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
