import { InjectQueue } from '@nestjs/bull';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import type { ProofJob } from '#contracts';
import { askQueue, listenToTroubles } from './ask-queue.js';
import { PROOF_QUEUE } from './queue-options.js';

/** Sends candidates to the workers to be proven. Losing an order loses nothing: the sweeper sends the row again. */
@Injectable()
export class ProofQueue {
  constructor(@InjectQueue(PROOF_QUEUE) private readonly queue: Queue<ProofJob>) {
    listenToTroubles(queue, new Logger('ProofQueue'));
  }

  /**
   * @param attempt the row's at this moment: one order per attempt is queued, however often it is sent
   * @throws Error within two seconds when Redis does not take it
   */
  async enqueue({ candidateId, attempt }: ProofJob & { readonly attempt: number }): Promise<void> {
    const jobId = `${candidateId}.${attempt}`;
    await askQueue(this.queue, `queue candidate ${candidateId}`, () =>
      this.queue.add({ candidateId }, { jobId }),
    );
  }
}
