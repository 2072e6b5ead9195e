import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Settles when the API says it is ready.
 * @throws Error when it does not within the deadline, or `isAlive` says that waiting is in vain
 */
export async function waitUntilReady(
  port: number,
  deadlineMs: number,
  isAlive: () => boolean,
): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (performance.now() < deadline && isAlive()) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, {
      signal: AbortSignal.timeout(2_000),
    }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(
    isAlive()
      ? `the API did not answer on port ${port} within ${deadlineMs / 1000} s`
      : 'the API ended by itself',
  );
}
