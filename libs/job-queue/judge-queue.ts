import { InjectQueue } from '@nestjs/bull';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import type { JudgeJob, SubmissionId } from '#contracts';
import { askQueue, listenToTroubles } from './ask-queue.js';
import { JUDGE_QUEUE } from './queue-options.js';
import { WaitingLine } from './waiting-line.js';

/** Bull takes priorities up to 2^21, 1 goes first; nobody is told apart beyond this. */
const MOST_AHEAD = 10_000;

export interface JudgeOrder {
  readonly submissionId: SubmissionId;
  /** The row's attempt at this moment: one order per attempt is queued, however often it is sent. */
  readonly attempt: number;
  readonly delayMs?: number;
  /**
   * How many earlier ones of the same sender are not done yet. Senders take turns: an order goes after all those with
   * fewer ahead, and after older ones with as many. 0 unless told.
   */
  readonly ahead?: number;
}

/** Sends submissions to the workers. Losing an order loses nothing: the row is stored and the sweeper sends it again. */
@Injectable()
export class JudgeQueue {
  private readonly line: WaitingLine;

  constructor(@InjectQueue(JUDGE_QUEUE) private readonly queue: Queue<JudgeJob>) {
    this.line = new WaitingLine(queue);
    listenToTroubles(queue, new Logger('JobQueue'));
  }

  /** @throws Error within two seconds when Redis does not take it; the order may then still arrive later, which is harmless */
  async enqueue({ submissionId, attempt, delayMs = 0, ahead = 0 }: JudgeOrder): Promise<void> {
    const jobId = `${submissionId}.${attempt}`;
    await askQueue(this.queue, `queue submission ${submissionId}`, () =>
      this.queue.add({ submissionId }, { jobId, delay: delayMs, priority: 1 + Math.min(ahead, MOST_AHEAD) }),
    );
  }

  /** How many submissions are ahead of this one, a second old at most; null when it does not wait in line. */
  position(submissionId: SubmissionId): Promise<number | null> {
    return askQueue(this.queue, 'read the waiting line', () => this.line.positionOf(submissionId));
  }

  async ping(): Promise<void> {
    await askQueue(this.queue, 'ping', () => this.queue.client.ping());
  }

  /** Lets running jobs finish and closes the connections. */
  close(): Promise<void> {
    return this.queue.close();
  }
}
