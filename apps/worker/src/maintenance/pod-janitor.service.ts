import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Janitor } from '#sandbox';

const CLEAN_EVERY_MS = 30_000;

/** Removes pods that a dead worker left behind: at start and every half minute. */
@Injectable()
export class PodJanitor implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(PodJanitor.name);
  private timer: NodeJS.Timeout | undefined;
  private total = 0;

  constructor(private readonly janitor: Janitor) {}

  /** How many containers it has removed since this worker started. */
  get removed(): number {
    return this.total;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.clean();
    this.timer = setInterval(() => void this.clean(), CLEAN_EVERY_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Once. Where the engine does not answer, the next time will do. */
  async clean(): Promise<void> {
    try {
      const removed = await this.janitor.removeOrphans();
      this.total += removed;
      if (removed > 0) this.logger.log(`removed ${removed} orphaned containers`);
    } catch (error) {
      this.logger.warn(`orphaned pods were not removed: ${String(error)}`);
    }
  }
}
