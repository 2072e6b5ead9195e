import type { Job, Queue } from 'bull';
import { askQueue } from './ask-queue.js';

/** Long enough that a worker without the images does not spend its time on saying so, short beside a run. */
const PASS_ON_MS = 500;

/**
 * Sends an order round again that its worker had to leave to others, with the priority that it had. Only once Bull has
 * finished the job: until then its id is taken.
 */
export async function passOn(queue: Queue, { id, data, opts }: Job): Promise<void> {
  const { priority } = opts;
  await askQueue(queue, `pass on ${id}`, () =>
    queue.add(data, { jobId: id, delay: PASS_ON_MS, ...(priority !== undefined && { priority }) }),
  );
}
