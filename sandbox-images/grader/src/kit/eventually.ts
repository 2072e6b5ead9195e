import { getScope } from './scope.js';
import { sleep } from './sleep.js';

const PAUSE_MS = 50;

/**
 * Repeats `check` every 50 ms until it stops throwing or `deadlineMs` (default 2000) passes; then throws its last error.
 * Returns what `check` returned.
 */
export async function eventually<T>(check: () => T | Promise<T>, deadlineMs = 2000): Promise<T> {
  const scope = getScope('eventually');
  const giveUpAt = performance.now() + deadlineMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      scope.assertOpen();
      if (performance.now() + PAUSE_MS > giveUpAt) throw error;
    }
    await sleep(PAUSE_MS);
  }
}
