import { describe, expect, it } from '@jest/globals';
import { findDifference } from './find-difference.js';

const difference = (expected: unknown, received: unknown) => findDifference(expected, received, Object.is);

describe('findDifference', () => {
  it('finds none when objects have at least what is expected', () => {
    expect(difference({ a: 1, b: [{ c: 2 }] }, { a: 1, b: [{ c: 2, more: true }], more: 1 })).toBeNull();
  });

  it('names the first place that differs', () => {
    expect(difference({ a: 1, b: [0, { c: 2 }] }, { a: 1, b: [0, { c: 3 }] })).toEqual({
      path: 'b[1].c',
      expected: 2,
      received: 3,
    });
  });

  it('names a property that is missing, even one that every object inherits', () => {
    expect(difference({ a: { toString: 1 } }, { a: {} })).toEqual({
      path: 'a.toString',
      expected: 1,
      received: undefined,
    });
  });

  it('compares the lengths of lists', () => {
    expect(difference({ a: [1] }, { a: [1, 2] })).toMatchObject({ path: 'a' });
  });

  it('does not look into a list where an object is expected', () => {
    expect(difference({ length: 0 }, [])).toMatchObject({ path: '' });
  });
});
