import { setTimeout as delay } from 'node:timers/promises';
import { getScope } from './scope.js';

/** Waits. Prefer `eventually`: a test that sleeps is slow when all is well and wrong when the machine is busy. */
export async function sleep(ms: number): Promise<void> {
  const { signal } = getScope('sleep');
  await delay(ms, undefined, { signal }).catch(() => Promise.reject(signal.reason as Error));
}
