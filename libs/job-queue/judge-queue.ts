import { InjectQueue } from '@nestjs/bull';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import type { JudgeJob, SubmissionId } from '#contracts';
import { askQueue, listenToTroubles } from './ask-queue.js';
import { JUDGE_QUEUE } from './queue-options.js';
import { WaitingLine } from './waiting-line.js';

/** How much later an order counts as sent for each of the sender's own that is ahead of it. */
const SECONDS_FOR_EACH_AHEAD = 30;
/** Nobody is told apart beyond this. */
const MOST_AHEAD = 1_000;

export interface JudgeOrder {
  readonly submissionId: SubmissionId;
  /** The row's attempt at this moment: one order per attempt is queued, however often it is sent. */
  readonly attempt: number;
  readonly delayMs?: number;
  /** By the clock of the database: the clocks of those who send may differ. */
  readonly submittedAt: Date;
  /** How many earlier ones of the same sender are not done yet. 0 unless told. */
  readonly ahead?: number;
}

/**
 * Its place in line as Bull takes it: the lowest goes first, those with the same in order of arrival. Whoever sends one at a time goes
 * by the time of sending. Whoever sends many at once is served as if they had come half a minute apart, so others go between
 * them, and yet everything becomes the oldest at last, however many others come.
 */
function priorityOf({ submittedAt, ahead = 0 }: Pick<JudgeOrder, 'submittedAt' | 'ahead'>): number {
  const sentSeconds = Math.floor(submittedAt.getTime() / 1000);
  return sentSeconds + SECONDS_FOR_EACH_AHEAD * Math.min(ahead, MOST_AHEAD);
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
  async enqueue({ submissionId, attempt, delayMs = 0, ...place }: JudgeOrder): Promise<void> {
    const jobId = `${submissionId}.${attempt}`;
    await askQueue(this.queue, `queue submission ${submissionId}`, () =>
      this.queue.add({ submissionId }, { jobId, delay: delayMs, priority: priorityOf(place) }),
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
