import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { StandingRepository } from '#persistence';

const PRUNE_EVERY_MS = 60 * 60_000;
/** A board that nobody read for a day is forgotten; every other one has caught up with what is older than this. */
const KEPT_MS = 3 * 24 * 60 * 60_000;

/** Forgets changes of standings that no board needs any more. */
@Injectable()
export class StandingPruner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(StandingPruner.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly standings: StandingRepository) {}

  onApplicationBootstrap(): void {
    void this.prune();
    this.timer = setInterval(() => void this.prune(), PRUNE_EVERY_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async prune(): Promise<void> {
    try {
      await this.standings.deleteChangesBefore(new Date(Date.now() - KEPT_MS));
    } catch (error) {
      this.logger.warn(`old changes of standings were not deleted, tried again in an hour: ${String(error)}`);
    }
  }
}
