import { describe, expect, it } from '@jest/globals';
import { isPoison, planRetry } from './plan-retry.js';

describe('planRetry', () => {
  it('waits longer after each fault, a minute at most, and gives up after the last try', () => {
    const plans = [1, 2, 3, 4, 5].map((tries) => planRetry(tries, 'engine-unavailable', 5));

    expect(plans).toEqual([2_000, 8_000, 32_000, 60_000, null]);
  });

  it('hands over at once when the worker shuts down, however often', () => {
    expect(planRetry(9, 'shutdown', 3)).toBe(0);
  });

  it('waits minutes for an image that is being built, but not for ever', () => {
    const waits = Array.from({ length: 20 }, (_, index) => planRetry(index + 1, 'image-missing', 3));
    const total = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0);

    expect(total).toBeGreaterThanOrEqual(4 * 60_000);
    expect(waits.at(-1)).toBeNull();
  });
});

describe('isPoison', () => {
  const lost = { faultCode: 'worker-lost', tries: 3, deadWorkers: 0 };

  it('is what killed two workers, or what no worker came back from in as many tries as there may be', () => {
    expect(isPoison({ ...lost, deadWorkers: 2 }, 20)).toBe(true);
    expect(isPoison({ ...lost, tries: 21 }, 20)).toBe(true);
  });

  it('is neither what one worker died with, nor what failed otherwise since', () => {
    expect(isPoison({ ...lost, deadWorkers: 1 }, 3)).toBe(false);
    expect(isPoison({ ...lost, faultCode: 'engine-unavailable', deadWorkers: 2 }, 3)).toBe(false);
  });
});
