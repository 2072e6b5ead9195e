import { KeptProcess, type ProgramToKeep } from './kept-process.js';
import { rememberProcesses } from './leftover-processes.js';
import type { Steps } from './steps.js';

/** The running API, worker and, in development, their builders. */
export class KeptPrograms {
  /** Settles with a sentence when one of them cannot be kept running. */
  readonly broken: Promise<string>;
  private readonly kept: KeptProcess[];
  private reportBroken: (sentence: string) => void = () => undefined;

  constructor(
    programs: readonly ProgramToKeep[],
    private readonly steps: Steps,
  ) {
    this.broken = new Promise((resolve) => (this.reportBroken = resolve));
    this.kept = programs.map((program) => new KeptProcess(program, (trouble) => this.tell(trouble)));
  }

  async start(): Promise<void> {
    for (const kept of this.kept) kept.start();
    await this.remember();
  }

  get allRunning(): boolean {
    return this.kept.every((kept) => kept.running);
  }

  /** Of those that run, in the order they were started. */
  get pids(): number[] {
    return this.kept.flatMap((kept) => kept.pid ?? []);
  }

  /** Where the first program that ended wrote why. */
  describeFailure(): string {
    const failed = this.kept.find((kept) => !kept.running);
    return failed ? failed.describeEnd() : '';
  }

  /** In the order they were started: first nothing new is accepted, then what runs is finished. */
  async stop(): Promise<void> {
    await Promise.all(this.kept.map((kept) => kept.stop()));
    await rememberProcesses([]);
  }

  kill(): void {
    for (const kept of this.kept) kept.kill();
  }

  private tell({ name, ending, givenUp }: { name: string; ending: string; givenUp: boolean }): void {
    if (givenUp) return this.reportBroken(`The ${name} ${ending} again and again. ${this.describeFailure()}`);
    this.steps.say(`! The ${name} ${ending}; it is started again (.touchstone/logs/${name}.log)`);
    setTimeout(() => void this.remember(), 2_000).unref();
  }

  private remember(): Promise<void> {
    return rememberProcesses(this.pids);
  }
}
