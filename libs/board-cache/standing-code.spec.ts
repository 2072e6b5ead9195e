import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromCode, toCode } from './standing-code.js';

const FROM = Date.UTC(2020, 0, 1) / 1000;
const TO = Date.UTC(2087, 0, 1) / 1000;
const standing = fc.record({
  points: fc.integer({ min: 0, max: 2 ** 22 - 1 }),
  reachedAtSeconds: fc.integer({ min: FROM, max: TO }),
});

describe('the code of a standing', () => {
  it('tells points and time exactly', () => {
    fc.assert(fc.property(standing, (own) => expect(fromCode(toCode(own))).toEqual(own)));
  });

  it('is greater for more points, and for the same points earlier', () => {
    fc.assert(
      fc.property(standing, standing, (one, other) => {
        const order = one.points - other.points || other.reachedAtSeconds - one.reachedAtSeconds;

        expect(Math.sign(toCode(one) - toCode(other))).toBe(Math.sign(order));
        expect(Number.isSafeInteger(toCode(one))).toBe(true);
      }),
    );
  });

  it.each([2 ** 22, -1, 0.5])('refuses %d points rather than order them wrongly', (points) => {
    expect(() => toCode({ points, reachedAtSeconds: FROM })).toThrow('more than a board can hold');
  });
});
