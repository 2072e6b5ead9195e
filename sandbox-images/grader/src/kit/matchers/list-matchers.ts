import { expect, type MatcherContext } from 'expect';
import { NOTHING, type Comparison } from '../facts/comparison.js';

/**
 * SECURITY: C05 Jest's own takes whatever has a `length`, so that the answer `{"length": 3}` would pass for a list of three.
 */
expect.extend({
  toHaveLength(this: MatcherContext, received: unknown, length: number) {
    const found = lengthOf(received);
    const got = found === null ? 'none' : String(found);
    return {
      // Without a length neither the matcher nor its `not` holds.
      pass: found === null ? (this.isNot ?? false) : found === length,
      // Found by the runner in the `matcherResult` of the error.
      comparison: {
        what: 'value',
        of: received,
        place: 'length',
        expected: length,
        actual: found ?? NOTHING,
        negated: this.isNot ?? false,
      } satisfies Comparison,
      message: () =>
        `expected ${this.isNot ? 'a length other than' : 'the length'} ${length}, got ${got} of ${this.utils.stringify(received)}`,
    };
  },
});

function lengthOf(value: unknown): number | null {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return ArrayBuffer.isView(value) && 'length' in value ? Number(value.length) : null;
}
