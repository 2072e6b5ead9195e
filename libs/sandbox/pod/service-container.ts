import type { PlatformFault, ServiceName } from '#contracts';
import { LogTail } from './log-tail.js';
import type { ContainerRun, PodContainer } from './pod-container.js';

const DIAGNOSTICS_BYTES = 4096;

/** A real service beside the subject. Whether it answers is the grader's to find out: it dials. */
export class ServiceContainer {
  private readonly log = new LogTail(DIAGNOSTICS_BYTES);
  private run: ContainerRun | null = null;
  private alive = false;
  private asked = false;

  /** @param onExit it ended and nobody had asked it to; with a fault, the engine was lost */
  constructor(
    readonly name: ServiceName,
    readonly container: PodContainer,
    private readonly onExit: (fault: PlatformFault | null) => void,
  ) {}

  /** Starts it, empty: its data is on tmpfs. */
  async start(): Promise<ContainerRun> {
    if (this.run !== null && this.alive) return this.run;
    const run = await this.container.start({
      stdout: (bytes) => this.log.push(bytes, 'stdout'),
      stderr: (bytes) => this.log.push(bytes, 'stderr'),
    });
    this.run = run;
    this.alive = true;
    this.asked = false;
    const note = (fault: PlatformFault | null): void => {
      this.alive = false;
      if (!this.asked) this.onExit(fault);
    };
    void run.exit.then(() => note(null), note);
    return run;
  }

  /** Whether it ended and nobody has noticed yet. */
  async hasEnded(): Promise<boolean> {
    return this.alive && !this.asked && !(await this.container.isRunning());
  }

  async kill(): Promise<void> {
    this.asked = true;
    await this.container.signal('SIGKILL');
    await this.run?.exit;
  }

  lastWords(): string {
    return this.log.read().trim();
  }
}
