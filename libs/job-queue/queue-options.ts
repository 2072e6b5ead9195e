import type { QueueOptions } from 'bull';
import { toRedisOptions } from './redis-options.js';

export const JUDGE_QUEUE = 'judge';
/** Apart from submissions, so that no proof is ever in front of one. */
export const PROOF_QUEUE = 'prove';

export interface JobQueueSettings {
  /** `redis://user:password@host:port/db` */
  readonly url: string;
  /** Starts every key of the queue; `touchstone` unless told. */
  readonly prefix?: string;
}

/**
 * A job is a hint, so Bull's own bookkeeping is kept to a minimum: no retries (the row and the sweeper decide), no
 * history (a finished id is free to be queued again), and a stalled job simply runs again: its claim settles who judges.
 */
export function toQueueOptions({ url, prefix = 'touchstone' }: JobQueueSettings): QueueOptions {
  return {
    // The braces keep all keys of the queue in one slot of a Redis cluster.
    prefix: `{${prefix}}`,
    redis: toRedisOptions(url),
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    settings: {
      lockDuration: 60_000,
      stalledInterval: 30_000,
      maxStalledCount: 5,
      // A worker goes on soon after Redis lost its job or came back, rather than after Bull's 5 s.
      retryProcessDelay: 500,
    },
  };
}
