import type { TestResult } from '#contracts';

/**
 * The median of how long the tests that passed took, in milliseconds; null when none passed. The column `latency_ms`
 * has the same.
 */
export function measureLatency(tests: readonly TestResult[]): number | null {
  const times = tests.filter(({ status }) => status === 'passed').map(({ durationMs }) => durationMs);
  const sorted = times.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
