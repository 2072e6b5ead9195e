import { describe, expect, it } from '@jest/globals';
import { retryDelayMs } from './retry-delay.js';

describe('retryDelayMs', () => {
  it('waits longer after each fault, a minute at most', () => {
    const delays = [1, 2, 3, 4].map((attempt) => retryDelayMs(attempt, 'engine-unavailable'));

    expect(delays).toEqual([2_000, 8_000, 32_000, 60_000]);
  });

  it('hands over at once when the worker shuts down', () => {
    expect(retryDelayMs(2, 'shutdown')).toBe(0);
  });
});
