import { correlation, log } from './log.ts';
import { callWarehouse } from './warehouse.ts';

interface Confirmation {
  orderId: string;
  customer: string;
  /** Kept with the job: when its turn comes, the worker runs for whoever woke it. */
  correlationId: string;
}

const waiting: Confirmation[] = [];
let working = false;

export function confirmLater(orderId: string, customer: string): void {
  waiting.push({ orderId, customer, correlationId: correlation.getStore() ?? '' });
  if (!working) void work();
}

async function work(): Promise<void> {
  working = true;
  for (let job = waiting.shift(); job; job = waiting.shift()) {
    const { correlationId, ...body } = job;
    await correlation
      .run(correlationId, () => callWarehouse('confirmations', body))
      .catch((error: Error) => log('error', 'confirmation failed', { error: error.message, correlationId }));
  }
  working = false;
}
