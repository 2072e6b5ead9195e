import { describe, expect, it } from '@jest/globals';
import { aResult } from '#testing';
import { measureLatency } from './measure-latency.js';

const passed = (...times: number[]) => times.map((durationMs) => aResult({ durationMs }));

describe('measureLatency', () => {
  it('is the time in the middle, or between the two in the middle', () => {
    expect(measureLatency(passed(900, 5, 7))).toBe(7);
    expect(measureLatency(passed(9, 5, 7, 800))).toBe(8);
  });

  it('leaves out tests that failed, for they may have waited in vain', () => {
    expect(measureLatency([...passed(5), aResult({ status: 'failed', durationMs: 5_000 })])).toBe(5);
    expect(measureLatency([])).toBeNull();
  });
});
