import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { PlatformMode } from '#contracts';
import { PlatformModeRepository } from '#persistence';

const LOOK_EVERY_MS = 1_000;

/**
 * What the operator wants of the whole platform, as of a second ago. While the database cannot be asked, the last answer
 * stands; before the first one, nothing is taken.
 */
@Injectable()
export class ModeWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ModeWatch.name);
  private readonly listeners: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private seen: PlatformMode | null = null;

  constructor(private readonly modes: PlatformModeRepository) {}

  /** null before the first look. */
  get mode(): PlatformMode | null {
    return this.seen;
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    try {
      const { mode } = await this.modes.get();
      if (mode === this.seen) return;
      if (this.seen !== null || mode !== 'normal') this.logger.log(`the platform is in mode ${mode} now`);
      this.seen = mode;
      for (const listener of this.listeners) listener();
    } catch (error) {
      this.logger.warn(`the mode of the platform could not be read: ${String(error)}`);
    }
  }
}
