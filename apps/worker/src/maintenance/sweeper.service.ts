import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { JudgeQueue, ProofQueue } from '#job-queue';
import { CandidateRepository, SubmissionRepository } from '#persistence';

const SWEEP_EVERY_MS = 5_000;
/** Younger rows are left alone: intake has stored them and is about to queue them. */
const MIN_AGE_MS = 3_000;
const MAX_ROWS = 200;

/**
 * Puts every unfinished submission and candidate back into the queue that Redis forgot, whose wait after a fault is over, or
 * whose worker died. Enqueuing is idempotent, so sweeping too often does no harm and any worker may do it.
 */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Sweeper.name);
  private timer: NodeJS.Timeout | undefined;
  private handedOver = 0;

  constructor(
    private readonly submissions: SubmissionRepository,
    private readonly queue: JudgeQueue,
    private readonly candidates: CandidateRepository,
    private readonly proofs: ProofQueue,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweepQuietly(), SWEEP_EVERY_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** How many rows it has put back since this worker started. */
  get swept(): number {
    return this.handedOver;
  }

  /** One sweep. Returns how many rows were handed to the queue. */
  async sweep(): Promise<number> {
    const query = { olderThanMs: MIN_AGE_MS, limit: MAX_ROWS };
    const rows = await this.submissions.listUnqueued(query);
    for (const { id, attempt, createdAt, ahead } of rows)
      await this.queue.enqueue({ submissionId: id, attempt, submittedAt: createdAt, ahead });
    const candidates = await this.candidates.listUnqueued(query);
    for (const { id, attempt } of candidates) await this.proofs.enqueue({ candidateId: id, attempt });
    const swept = rows.length + candidates.length;
    this.handedOver += swept;
    return swept;
  }

  private async sweepQuietly(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      this.logger.warn(`sweep failed, the next one follows in ${SWEEP_EVERY_MS / 1000} s: ${String(error)}`);
    }
  }
}
