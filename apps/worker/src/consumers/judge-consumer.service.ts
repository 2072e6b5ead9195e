import { InjectQueue } from '@nestjs/bull';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Job, Queue } from 'bull';
import { JudgeJob } from '#contracts';
import { JUDGE_QUEUE, passOn } from '#job-queue';
import { JudgePipeline } from '../judge-pipeline/judge-pipeline.service.js';
import { WorkGate } from '../work-gate/work-gate.service.js';
import { ConsumerSettings } from './consumer-settings.js';
import { Slots } from './slots.js';

/**
 * Takes jobs from the queue, as many at a time as this worker has slots, while the gate for work is open. On shutdown it
 * takes no more, waits for the runs under way until the drain deadline, and then hands the rest back to the
 * queue.
 */
@Injectable()
export class JudgeConsumer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(JudgeConsumer.name);
  private readonly stop = new AbortController();
  private readonly running = new Set<Promise<boolean>>();
  /** Jobs that wait for a worker with other images; they go back once Bull has forgotten that they were here. */
  private readonly left = new Set<Job['id']>();
  private isProcessing = false;
  private stopped = false;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    @InjectQueue(JUDGE_QUEUE) private readonly queue: Queue,
    private readonly pipeline: JudgePipeline,
    private readonly settings: ConsumerSettings,
    private readonly gate: WorkGate,
    private readonly slots: Slots,
  ) {}

  onApplicationBootstrap(): void {
    this.gate.onChange((isOpen) => {
      this.turn = this.turn
        .then(() => this.follow(isOpen))
        .catch((error: unknown) => this.logger.error(`the queue could not be followed: ${String(error)}`));
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.turn;
    await this.queue.pause(true, true);
    if (this.running.size > 0) this.logger.log(`waiting for ${this.running.size} running submissions`);
    const deadline = setTimeout(() => this.stop.abort(new Error('the worker stops')), this.settings.drainMs);
    await Promise.allSettled(this.running);
    clearTimeout(deadline);
  }

  private async follow(isOpen: boolean): Promise<void> {
    if (this.stopped) return;
    if (!isOpen) return this.queue.pause(true, true);
    if (this.isProcessing) return this.queue.resume(true);
    const concurrency = await this.settings.decideConcurrency();
    this.slots.open(concurrency);
    this.isProcessing = true;
    // `process` settles only when the queue closes; what goes wrong with single jobs is settled by the pipeline.
    // By whatever name: Bull itself would try a job of another name again as often as it asks for.
    void this.queue.process('*', concurrency, (job: Job) => this.take(job));
    this.queue.on('completed', (job: Job) => void this.passOn(job));
    this.logger.log(`taking submissions, ${concurrency} at a time`);
  }

  private async take(job: Job): Promise<void> {
    // SECURITY: P20: the row decides about another try, never the job: one that asks for a billion gets none.
    await job.discard();
    const order = JudgeJob.safeParse(job.data);
    if (!order.success) return this.logger.warn('a job that names no submission was dropped');
    // A job that was on its way when the gate closed is let go: the sweeper sends its row again, here or elsewhere.
    if (!this.gate.isOpen) return;
    const run = this.judge(order.data);
    this.running.add(run);
    try {
      if (!(await run)) this.left.add(job.id);
    } finally {
      this.running.delete(run);
    }
  }

  /** Should Redis not take it, the sweeper sends its row again. */
  private async passOn(job: Job): Promise<void> {
    if (!this.left.delete(job.id)) return;
    await passOn(this.queue, job).catch((error: unknown) =>
      this.logger.warn(`job ${job.id} was not passed on, and waits for the sweeper: ${String(error)}`),
    );
  }

  private async judge({ submissionId }: JudgeJob): Promise<boolean> {
    const giveBack = await this.slots.take();
    try {
      return await this.pipeline.judge(submissionId, this.stop.signal);
    } finally {
      giveBack();
    }
  }
}
