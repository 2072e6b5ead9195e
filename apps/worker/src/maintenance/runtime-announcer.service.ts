import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { RuntimeName } from '#contracts';
import { ExerciseRepository } from '#persistence';
import { ImageLibraries } from '#sandbox';
import { SandboxGate } from '../self-check/sandbox-gate.service.js';

const RETRY_MS = 15_000;
/** Reading a list makes a container: the first pods, which learners wait for, are made before. */
const SETTLE_MS = 5_000;

/**
 * Tells learners which libraries each runtime's image carries. An image that is still being built is announced
 * once it is there.
 */
@Injectable()
export class RuntimeAnnouncer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RuntimeAnnouncer.name);
  private timer: NodeJS.Timeout | undefined;
  private announcing: Promise<void> = Promise.resolve();
  private isStopping = false;

  constructor(
    private readonly libraries: ImageLibraries,
    private readonly exercises: ExerciseRepository,
    private readonly gate: SandboxGate,
  ) {}

  onApplicationBootstrap(): void {
    let isFirst = true;
    this.gate.onChange((isOpen) => {
      if (isOpen && isFirst) this.announceIn(SETTLE_MS, RuntimeName.options);
      isFirst &&= !isOpen;
    });
  }

  /** Waits for the image that is being read, so that the last look for what is left finds its container. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    await this.announcing;
  }

  private async announce(runtimes: readonly RuntimeName[]): Promise<void> {
    const missing: RuntimeName[] = [];
    for (const runtime of runtimes) {
      if (this.isStopping) return;
      try {
        await this.exercises.announceRuntimeLibraries(await this.libraries.read(runtime));
        this.logger.log(`runtime ${runtime} is ready`);
      } catch (error) {
        this.logger.debug(`runtime ${runtime} is not ready yet: ${String(error)}`);
        missing.push(runtime);
      }
    }
    if (missing.length > 0) this.announceIn(RETRY_MS, missing);
  }

  private announceIn(ms: number, runtimes: readonly RuntimeName[]): void {
    if (this.isStopping) return;
    this.timer = setTimeout(() => {
      this.announcing = this.announce(runtimes);
    }, ms);
  }
}
