import type { ServiceName } from '#contracts';
import { LogTail } from './log-tail.js';
import type { ContainerRun, PodContainer } from './pod-container.js';

const DIAGNOSTICS_BYTES = 4096;

/** A real service beside the subject. Whether it answers is the grader's to find out: it dials. */
export class ServiceContainer {
  private readonly log = new LogTail(DIAGNOSTICS_BYTES);
  private run: ContainerRun | null = null;

  constructor(
    readonly name: ServiceName,
    readonly container: PodContainer,
  ) {}

  /** Starts it, empty: its data is on tmpfs. */
  async start(): Promise<ContainerRun> {
    const keep = (bytes: Buffer): void => this.log.push(bytes);
    this.run = await this.container.start({ stdout: keep, stderr: keep });
    return this.run;
  }

  async kill(): Promise<void> {
    await this.container.signal('SIGKILL');
    await this.run?.exit;
  }

  lastWords(): string {
    return this.log.read().trim();
  }
}
