import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pointsOfResult } from './points-of-result.js';

describe('pointsOfResult', () => {
  it.each([
    [100, 100, 0, 1000],
    [100, 99.9, 0, 999],
    [30, 33.3, 0, 99],
    [1, 99.9, 0, 9],
    [100, 100, 25, 750],
    [15, 70.1, 50, 52],
    [100, 100, 100, 0],
    [100, 0, 0, 0],
  ])('of an exercise worth %d, score %d, %d %% off: %d tenths', (points, score, penalty, tenths) => {
    expect(pointsOfResult(points, score, penalty)).toBe(tenths);
  });

  it('is a whole number, never more than full marks, and never less for a better score or a smaller penalty', () => {
    const points = fc.integer({ min: 1, max: 1000 });
    const tenths = fc.integer({ min: 0, max: 1000 });
    const percent = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(points, tenths, tenths, percent, percent, (worth, one, other, off, more) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const [small, large] = [Math.min(off, more), Math.max(off, more)];

        const better = pointsOfResult(worth, high / 10, small);

        expect(Number.isInteger(better)).toBe(true);
        expect(better).toBeLessThanOrEqual(worth * 10);
        expect(better).toBeGreaterThanOrEqual(pointsOfResult(worth, low / 10, large));
      }),
    );
  });
});
