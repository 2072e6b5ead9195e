import type { OutageLog } from '#observability';
import type { Redis } from 'ioredis';
import type { WakeCalls, WakeReason } from './wake-calls.js';

export interface CallParts {
  readonly commands: Redis;
  readonly calls: WakeCalls;
  readonly outage: OutageLog;
}

/** Tells whoever listens to a topic to look again. */
export async function call({ commands, calls }: CallParts, topic: string, reason: WakeReason): Promise<void> {
  await commands.publish(calls.channelOf(topic), reason);
}

/** Tries something that telling needs, and logs an outage instead of rejecting. */
export async function tryTelling({ commands, outage }: CallParts, work: () => Promise<void>): Promise<void> {
  // Only the first loss of an outage waits for Redis; the rest of the run must not wait test by test.
  if (outage.isDown && commands.status !== 'ready') return;
  try {
    await work();
    outage.recovered();
  } catch (error) {
    outage.failed(error);
  }
}
