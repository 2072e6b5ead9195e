import { InjectQueue } from '@nestjs/bull';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import type { JudgeJob, SubmissionId } from '#contracts';
import { OutageLog } from '#observability';
import { JUDGE_QUEUE } from './queue-options.js';
import { WaitingLine } from './waiting-line.js';
import { withDeadline } from './with-deadline.js';

export interface JudgeOrder {
  readonly submissionId: SubmissionId;
  /** The row's attempt at this moment: one order per attempt is queued, however often it is sent. */
  readonly attempt: number;
  readonly delayMs?: number;
  /** 1 goes first. Orders with a priority overtake those without, which keep their order of arrival. */
  readonly priority?: number;
}

const DEADLINE_MS = 1_500;

/** Sends submissions to the workers. Losing an order loses nothing: the row is stored and the sweeper sends it again. */
@Injectable()
export class JudgeQueue {
  private readonly line: WaitingLine;

  constructor(@InjectQueue(JUDGE_QUEUE) private readonly queue: Queue<JudgeJob>) {
    this.line = new WaitingLine(queue);
    listen(queue, new Logger('JobQueue'));
  }

  /** @throws Error within two seconds when Redis does not take it; the order may then still arrive later, which is harmless */
  async enqueue({ submissionId, attempt, delayMs = 0, priority }: JudgeOrder): Promise<void> {
    const jobId = `${submissionId}.${attempt}`;
    await this.ask(`queue submission ${submissionId}`, () =>
      this.queue.add(
        { submissionId },
        { jobId, delay: delayMs, ...(priority !== undefined && { priority }) },
      ),
    );
  }

  /** How many submissions are ahead of this one, a second old at most; null when it does not wait in line. */
  position(submissionId: SubmissionId): Promise<number | null> {
    return this.ask('read the waiting line', () => this.line.positionOf(submissionId));
  }

  async ping(): Promise<void> {
    await this.ask('ping', () => this.queue.client.ping());
  }

  /** Lets running jobs finish and closes the connections. */
  close(): Promise<void> {
    return this.queue.close();
  }

  private ask<T>(what: string, send: () => Promise<T>): Promise<T> {
    const { status } = this.queue.client;
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
}

/** Bull tells of lost connections and of its own troubles (a job that Redis forgot) by one event. None of them may end the process. */
function listen(queue: Queue<JudgeJob>, logger: Logger): void {
  const outage = new OutageLog('Redis (job queue)', logger);
  queue.on('error', (error) => {
    if (queue.client.status === 'ready') logger.warn(`the queue reports: ${error.message}`);
    else outage.failed(error);
  });
  queue.client.on('ready', () => outage.recovered());
}
