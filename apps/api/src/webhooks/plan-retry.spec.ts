import { describe, expect, it } from '@jest/globals';
import { planRetry } from './plan-retry.js';

const pauses = (random: number) =>
  Array.from({ length: 9 }, (_, index) => Math.round(planRetry(index + 1, random)! / 1000));

describe('planRetry', () => {
  it('waits four times as long after each try, and never more than half a day', () => {
    expect(pauses(0.5)).toEqual([10, 40, 160, 640, 2560, 10_240, 40_960, 43_200, 43_200]);
  });

  it('takes about two days in all', () => {
    const hours = pauses(0.5).reduce((sum, seconds) => sum + seconds, 0) / 3600;

    expect(hours).toBeGreaterThan(36);
    expect(hours).toBeLessThan(48);
  });

  it('moves each pause by a quarter at most', () => {
    expect(planRetry(1, 0)).toBe(7_500);
    expect(planRetry(1, 0.999)).toBeLessThan(12_500);
  });

  it('gives up after ten tries', () => {
    expect(planRetry(9, 0)).not.toBeNull();
    expect(planRetry(10, 0)).toBeNull();
  });
});
