import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LtiGradeRepository, LtiPlatformRepository, type DueLtiGrade } from '#persistence';
import { LtiKeys } from './lti-keys.js';
import { sendScore } from './send-score.js';

const EVERY_MS = 10_000;
/** Sent at the same time by one replica. */
const BATCH = 10;

/**
 * Sends best scores back to platforms: each at least once, a better one again. Replicas share the work through the
 * outbox, so any of them may stop at any moment.
 */
@Injectable()
export class PassbackService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Lti');
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly grades: LtiGradeRepository,
    private readonly platforms: LtiPlatformRepository,
    private readonly keys: LtiKeys,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.sendDue()).catch((error: unknown) => this.warn(error));
    }, EVERY_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.running;
  }

  /** @returns how many were taken up, sent or not */
  async sendDue(): Promise<number> {
    const due = await this.grades.claimDue(BATCH);
    await Promise.all(due.map((grade) => this.send(grade)));
    return due.length;
  }

  private async send(grade: DueLtiGrade): Promise<void> {
    try {
      const platform = await this.platforms.findById(grade.platformId);
      if (platform === null) return;
      await sendScore(platform, grade, this.keys);
      await this.grades.recordSent(grade, grade.score);
    } catch (error) {
      this.warn(error);
      await this.grades.recordFailure(grade, error instanceof Error ? error.message : String(error));
    }
  }

  private warn(error: unknown): void {
    this.logger.warn(`a score was not passed back, it will be tried again: ${String(error)}`);
  }
}
