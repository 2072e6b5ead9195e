import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { WorkerMetrics } from '#observability';
import { RetentionRepository, type Forgettable } from '#persistence';
import { JUDGING_METRICS } from '../judge-pipeline/judge-settings.js';

/** For how many days each is kept. */
export class RetentionSettings {
  constructor(readonly days: Readonly<Record<Forgettable, number>>) {}
}

const SWEEP_EVERY_MS = 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** Short enough that nobody waits for the rows it has locked. */
const BATCH = 500;
/** The rest of a large backlog follows in an hour. */
const MOST_BATCHES = 40;

/** Forgets what has been kept for as long as the operator wants: at start and every hour, one worker at a time. */
@Injectable()
export class RetentionSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Retention');
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly rows: RetentionRepository,
    private readonly settings: RetentionSettings,
    @Inject(JUDGING_METRICS) private readonly metrics: WorkerMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeping = this.sweepQuietly();
    this.timer = setInterval(() => {
      this.sweeping = this.sweepQuietly();
    }, SWEEP_EVERY_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.sweeping;
  }

  /** One sweep. False when another worker is at it. */
  sweep(): Promise<boolean> {
    return this.rows.sweepAlone(async (session, now) => {
      for (const [what, days] of Object.entries(this.settings.days) as [Forgettable, number][]) {
        const before = new Date(now.getTime() - days * DAY_MS);
        let total = 0;
        for (let batch = 0; batch < MOST_BATCHES && !this.stopped; batch++) {
          const forgotten = await this.rows.forget(session, what, { before, limit: BATCH });
          this.metrics.countForgotten(what, forgotten);
          total += forgotten;
          if (forgotten < BATCH) break;
        }
        if (total > 0) this.logger.log(`forgot ${total} ${what} from before ${before.toISOString()}`);
      }
    });
  }

  private async sweepQuietly(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      this.logger.warn(`what is old was not forgotten, the next sweep follows in an hour: ${String(error)}`);
    }
  }
}
