import type { ServiceName } from '#contracts';
import { LogTail } from './log-tail.js';
import type { ContainerRun, PodContainer } from './pod-container.js';

const DIAGNOSTICS_BYTES = 4096;

/** A real service beside the subject. Whether it answers is the grader's to find out: it dials. */
export class ServiceContainer {
  private readonly log = new LogTail(DIAGNOSTICS_BYTES);
  private run: ContainerRun | null = null;
  private alive = false;

  constructor(
    readonly name: ServiceName,
    readonly container: PodContainer,
  ) {}

  /** Starts it, empty: its data is on tmpfs. */
  async start(): Promise<ContainerRun> {
    if (this.run !== null && this.alive) return this.run;
    const keep = (bytes: Buffer): void => this.log.push(bytes);
    const run = await this.container.start({ stdout: keep, stderr: keep });
    this.run = run;
    this.alive = true;
    const note = (): void => void (this.alive = false);
    void run.exit.then(note, note);
    return run;
  }

  async kill(): Promise<void> {
    await this.container.signal('SIGKILL');
    await this.run?.exit;
  }

  lastWords(): string {
    return this.log.read().trim();
  }
}
