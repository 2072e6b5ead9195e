import { describe, expect, it } from '@jest/globals';
import { DISTRIBUTION_EDGES, FEWEST_LEARNERS, toDistribution } from './to-distribution.js';

const count = (step: number, learners: number, own = false) => ({ step, learners, own });
const stepOf = (edge: number) => DISTRIBUTION_EDGES.indexOf(edge) + 1;

describe('toDistribution', () => {
  it('shows every bucket from the lowest to the highest, empty ones too, and where the reader is', () => {
    const distribution = toDistribution([count(stepOf(100), 3), count(stepOf(160), 4, true)]);

    expect(distribution).toEqual({
      buckets: [
        { from: 100, to: 125, learners: 3 },
        { from: 125, to: 160, learners: 0 },
        { from: 160, to: 200, learners: 4 },
      ],
      own: 2,
    });
  });

  it('shows nothing of fewer learners than would hide one of them', () => {
    expect(toDistribution([count(1, FEWEST_LEARNERS - 1, true)])).toBeNull();
    expect(toDistribution([count(1, FEWEST_LEARNERS)])).not.toBeNull();
    expect(toDistribution([])).toBeNull();
  });

  it('has a first bucket from nothing and a last one without an end', () => {
    const last = DISTRIBUTION_EDGES.length;

    const distribution = toDistribution([count(1, 3), count(last, 2)]);

    expect(distribution?.buckets[0]).toEqual({ from: 0, to: 1, learners: 3 });
    expect(distribution?.buckets.at(-1)).toEqual({ from: 800_000, to: null, learners: 2 });
    expect(distribution?.own).toBeNull();
  });

  it('has edges that rise', () => {
    expect(DISTRIBUTION_EDGES).toEqual(DISTRIBUTION_EDGES.toSorted((a, b) => a - b));
    expect(new Set(DISTRIBUTION_EDGES).size).toBe(DISTRIBUTION_EDGES.length);
  });
});
