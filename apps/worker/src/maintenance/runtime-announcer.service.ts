import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import Docker from 'dockerode';
import { RuntimeName } from '#contracts';
import { ExerciseRepository } from '#persistence';
import { readImageLibraries } from '#sandbox';

const RETRY_MS = 15_000;

/**
 * Tells learners which libraries each runtime's image carries. An image that is still being built is announced
 * once it is there.
 */
@Injectable()
export class RuntimeAnnouncer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(RuntimeAnnouncer.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly docker: Docker,
    private readonly exercises: ExerciseRepository,
  ) {}

  onApplicationBootstrap(): void {
    void this.announce(RuntimeName.options);
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  private async announce(runtimes: readonly RuntimeName[]): Promise<void> {
    const missing: RuntimeName[] = [];
    for (const runtime of runtimes) {
      try {
        await this.exercises.announceRuntimeLibraries(await readImageLibraries(this.docker, runtime));
        this.logger.log(`runtime ${runtime} is ready`);
      } catch (error) {
        this.logger.debug(`runtime ${runtime} is not ready yet: ${String(error)}`);
        missing.push(runtime);
      }
    }
    if (missing.length > 0) this.timer = setTimeout(() => void this.announce(missing), RETRY_MS);
  }
}
