import type { Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import { OutageLog } from '#observability';
import { withDeadline } from './with-deadline.js';

const DEADLINE_MS = 1_500;

/** @throws Error within two seconds when Redis does not answer; what was asked may then still happen later */
export function askQueue<T>(queue: Queue, what: string, send: () => Promise<T>): Promise<T> {
  const { status } = queue.client;
  // Not sent at all while Redis is known to be away, so that an outage does not pile up orders in memory.
  if (status === 'reconnecting' || status === 'close' || status === 'end') {
    return Promise.reject(new Error(`could not ${what}: Redis is not reachable`));
  }
  return withDeadline(
    send(),
    DEADLINE_MS,
    `could not ${what}: Redis did not answer within ${DEADLINE_MS} ms`,
  );
}

/** Bull tells of lost connections and of its own troubles (a job that Redis forgot) by one event. None of them may end the process. */
export function listenToTroubles(queue: Queue, logger: Logger): void {
  const outage = new OutageLog('Redis (job queue)', logger);
  queue.on('error', (error) => {
    if (queue.client.status === 'ready') logger.warn(`the queue reports: ${error.message}`);
    else outage.failed(error);
  });
  queue.client.on('ready', () => outage.recovered());
}
