import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { toFrame, type Told } from './event-frame.js';

/** A reader that takes nothing for this long is gone or hostile (threat P33). */
const DRAIN_TIMEOUT_MS = 10_000;

/**
 * Writes events as fast as the reader takes them, never faster: nothing is pulled while the socket is full, and a
 * reader that stalls is cut off. Ends the response.
 */
export async function writeEvents(
  response: ServerResponse,
  events: AsyncIterable<Told<object>>,
  drainTimeoutMs = DRAIN_TIMEOUT_MS,
): Promise<void> {
  try {
    response.write('retry: 1000\n\n');
    for await (const told of events) {
      if (response.destroyed) return;
      if (!response.write(toFrame(told)))
        await once(response, 'drain', { signal: AbortSignal.timeout(drainTimeoutMs) });
    }
    response.end();
  } catch (error) {
    response.destroy();
    if (!isStalled(error)) throw error;
  }
}

/** `once` rejects with an AbortError when its signal times out. */
function isStalled(error: unknown): boolean {
  return (error as { name?: unknown } | null)?.name === 'AbortError';
}
