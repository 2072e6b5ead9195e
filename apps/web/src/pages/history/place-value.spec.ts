import { describe, expect, it } from '@jest/globals';
import type { UsageDistribution } from '#contracts';
import { placeValue, tellStanding } from './place-value.js';

const DISTRIBUTION: UsageDistribution = {
  unit: 'ms',
  own: null,
  buckets: [
    { from: 100, to: 125, learners: 3 },
    { from: 125, to: 160, learners: 0 },
    { from: 160, to: null, learners: 4 },
  ],
};

describe('a value among others', () => {
  it.each([
    [100, { bucket: 0, less: 0, same: 3, more: 4 }],
    [124.9, { bucket: 0, less: 0, same: 3, more: 4 }],
    [125, { bucket: 1, less: 3, same: 0, more: 4 }],
    [9000, { bucket: 2, less: 3, same: 4, more: 0 }],
    [50, { bucket: null, less: 0, same: 0, more: 7 }],
  ])('of %d stands where it belongs', (value, standing) => {
    expect(placeValue(DISTRIBUTION, value)).toEqual(standing);
  });

  it('is told in one sentence', () => {
    expect(tellStanding({ bucket: 1, less: 10, same: 8, more: 7 })).toBe(
      'Of 25 learners, 10 used less, 8 about as much, 7 more.',
    );
  });
});
