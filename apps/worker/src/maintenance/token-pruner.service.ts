import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { TokenRepository } from '#persistence';

const PRUNE_EVERY_MS = 60 * 60_000;

/** Forgets refresh tokens that ended long ago, so that their table does not grow with every login there ever was. */
@Injectable()
export class TokenPruner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(TokenPruner.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly tokens: TokenRepository) {}

  onApplicationBootstrap(): void {
    void this.prune();
    this.timer = setInterval(() => void this.prune(), PRUNE_EVERY_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async prune(): Promise<void> {
    try {
      await this.tokens.deleteExpired();
    } catch (error) {
      this.logger.warn(`expired tokens were not deleted, tried again in an hour: ${String(error)}`);
    }
  }
}
