import { describe, expect, it } from '@jest/globals';
import { planRounds, type Round } from './plan-rounds.js';

const HOLDS = { 'api-killed': [10, 20], 'redis-killed': [30, 40], 'worker-killed': [50, 60] } as const;

function take(seed: number, count: number): Round[] {
  const rounds = planRounds(seed, HOLDS);
  return Array.from({ length: count }, () => rounds.next().value);
}

describe('planRounds', () => {
  it('plays the same with the same seed, and otherwise with another', () => {
    expect(take(7, 12)).toEqual(take(7, 12));
    expect(take(7, 12)).not.toEqual(take(8, 12));
  });

  it('brings every kind of fault before any comes again', () => {
    const kinds = take(3, 9).map(({ fault }) => fault);

    for (const start of [0, 3, 6])
      expect(kinds.slice(start, start + 3).toSorted()).toEqual(Object.keys(HOLDS).toSorted());
  });

  it('holds a fault for as long as its kind may last', () => {
    for (const { fault, holdMs } of take(5, 60)) {
      const [least, most] = HOLDS[fault as keyof typeof HOLDS];
      expect(holdMs).toBeGreaterThanOrEqual(least);
      expect(holdMs).toBeLessThanOrEqual(most);
    }
  });
});
