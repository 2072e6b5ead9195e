import { InjectQueue } from '@nestjs/bull';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Job, Queue } from 'bull';
import { PlatformFault, ProofJob } from '#contracts';
import { PROOF_QUEUE } from '#job-queue';
import { ProvePipeline } from '../prove-pipeline/prove-pipeline.service.js';
import { WorkGate } from '../work-gate/work-gate.service.js';

/** Takes candidates to prove, one at a time. A shutdown does not wait for a proof: its row goes back to the queue. */
@Injectable()
export class ProofConsumer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ProofConsumer.name);
  private readonly stop = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private isProcessing = false;

  constructor(
    @InjectQueue(PROOF_QUEUE) private readonly queue: Queue,
    private readonly pipeline: ProvePipeline,
    private readonly gate: WorkGate,
  ) {}

  onApplicationBootstrap(): void {
    this.gate.onChange((isOpen) => {
      if (!isOpen || this.isProcessing || this.stop.signal.aborted) return;
      this.isProcessing = true;
      void this.queue.process('*', 1, (job: Job) => this.take(job));
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort(new PlatformFault('shutdown', 'The worker stopped this proof.'));
    await this.queue.pause(true, true);
    await this.running;
  }

  private async take(job: Job): Promise<void> {
    // SECURITY: P20: the row decides about another try, never the job.
    await job.discard();
    const order = ProofJob.safeParse(job.data);
    if (!order.success) return this.logger.warn('a job that names no candidate was dropped');
    // The sweeper sends its row again, here or elsewhere.
    if (!this.gate.isOpenAside || this.stop.signal.aborted) return;
    this.running = this.pipeline.prove(order.data.candidateId, this.stop.signal);
    await this.running;
  }
}
