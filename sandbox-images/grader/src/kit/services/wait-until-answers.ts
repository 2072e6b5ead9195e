import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 25;

/** @throws Error that names the service that did not answer in time */
export async function waitUntilAnswers(
  name: string,
  ping: () => Promise<void>,
  deadlineMs: number,
): Promise<void> {
  const giveUpAt = performance.now() + deadlineMs;
  for (;;) {
    try {
      return await ping();
    } catch (error) {
      if (performance.now() > giveUpAt) {
        throw new Error(`${name} did not answer within ${deadlineMs} ms: ${String(error)}`, { cause: error });
      }
    }
    await delay(PAUSE_MS);
  }
}
