import { setTimeout as delay } from 'node:timers/promises';
import type { ControlValues, ExerciseKind, PlatformFault } from '#contracts';
import type { PodLimits } from '#judging';
import { UsageMeter } from '../usage/usage-meter.js';
import { openUsageSource } from '../usage/usage-source.js';
import { within } from './engine-call.js';
import { LogTail } from './log-tail.js';
import type { PhaseMark } from './phase-marks.js';
import type { ContainerExit, PodContainer } from './pod-container.js';
import { SubjectLife } from './subject-life.js';

export interface SubjectEvents {
  onMark(mark: PhaseMark): void;
  /** The program ended and nobody had asked it to. */
  onExit(instance: number, exit: ContainerExit): void;
  /** The container ended before a byte of the learner's arrived. */
  onEarlyExit(lastWords: string): void;
  onOutputLimit(): void;
  onEngineLost(fault: PlatformFault): void;
}

export interface SubjectOptions {
  readonly index: number;
  readonly kind: ExerciseKind;
  readonly archive: Buffer;
  readonly limits: PodLimits;
}

/** How long the last output of an ended program may take to arrive. */
const FLUSH_DEADLINE_MS = 1_000;
/** SIGKILL is not negotiable; a kernel under load may still take a while to free what was held. */
const KILL_DEADLINE_MS = 20_000;

/** One instance of the learner's program over all its lives, with its output, its use and the verbs of a suite. */
export class SubjectInstance {
  readonly meter: UsageMeter;
  readonly buildLog = new LogTail();
  readonly log = new LogTail();
  outputBytes = 0;
  private current: SubjectLife | null = null;
  private restarting: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    readonly container: PodContainer,
    private readonly options: SubjectOptions,
    private readonly events: SubjectEvents,
  ) {
    this.meter = new UsageMeter(options.limits.memoryMib * 1024 * 1024);
  }

  get index(): number {
    return this.options.index;
  }

  /** Starts the container; it waits for files. No learner code runs. @returns the id of its image */
  async boot(): Promise<string> {
    const life = new SubjectLife({
      onMark: (mark) => this.events.onMark(mark),
      onOutput: (bytes, phase) => this.takeOutput(bytes, phase === 'starting'),
    });
    const run = await this.container.start(life);
    life.begin(run);
    this.current = life;
    this.meter.open(openUsageSource(run.pid, () => this.container.stats()));
    void run.exit.then(
      (exit) => this.takeExit(life, exit),
      (fault: PlatformFault) => this.events.onEngineLost(fault),
    );
    return run.imageId;
  }

  /** Sends the learner's files. @returns true once the program runs, false when it could not be built */
  feed(): Promise<boolean> {
    this.life.feed(this.options.kind, this.options.archive);
    return this.life.started.promise;
  }

  async terminate(graceMs: number): Promise<ControlValues['terminate']> {
    const { life } = this;
    const before = performance.now();
    await this.meter.sample();
    await life.ask(this.container.signal('SIGTERM'));
    const waiting = new AbortController();
    const exit = await Promise.race([life.exit, delay(graceMs, null, { signal: waiting.signal })]);
    waiting.abort();
    const afterMs = Math.round(performance.now() - before);
    return { exited: exit !== null, exitCode: exit?.exitCode ?? null, afterMs };
  }

  async kill(): Promise<void> {
    const { life } = this;
    await this.meter.sample();
    await life.ask(this.container.signal('SIGKILL'));
    await within(KILL_DEADLINE_MS, life.exit, () => new Error(`instance ${this.index} did not die`));
  }

  /** One at a time: two restarts at once would start one life and kill the other's. */
  restart(startTimeoutMs: number): Promise<void> {
    const next = this.restarting.then(() => this.startAgain(startTimeoutMs));
    this.restarting = next.catch(() => undefined);
    return next;
  }

  async usage(): Promise<ControlValues['read-usage']> {
    const now = await this.meter.sample();
    const { cpuMs } = this.meter.total();
    return { memoryBytes: now?.memoryBytes ?? 0, cpuMs: Math.round(cpuMs), processes: now?.processes ?? 0 };
  }

  /** Stops reading: whatever else it writes is lost, and costs nothing. */
  close(): void {
    this.closed = true;
    this.current?.run.stdin.destroy();
  }

  private get life(): SubjectLife {
    if (this.current === null) throw new Error('invariant broken: an instance is used before it was booted');
    return this.current;
  }

  private async startAgain(startTimeoutMs: number): Promise<void> {
    await this.kill();
    // An instance's end is booked before its next life begins, or the meter would mix the two.
    await this.life.ended.promise;
    await this.boot();
    const late = (): Error =>
      new Error(`instance ${this.index} was not started again within ${startTimeoutMs} ms`);
    const running = await within(startTimeoutMs, this.feed(), late);
    if (!running) throw new Error(`instance ${this.index} ended before its program was started again`);
  }

  private async takeExit(life: SubjectLife, exit: ContainerExit): Promise<void> {
    this.meter.close(exit.oomKilled);
    const asked = await life.wasAsked();
    await within(FLUSH_DEADLINE_MS, life.run.outputEnd, () => new Error('late')).catch(() => undefined);
    life.started.resolve(false);
    life.ended.resolve();
    if (life.phase === 'waiting' && !asked) return this.events.onEarlyExit(this.buildLog.read().trim());
    if (life.phase === 'starting' && !asked) this.events.onExit(this.index, exit);
  }

  private takeOutput(bytes: Buffer, running: boolean): void {
    if (this.closed) return;
    this.outputBytes += bytes.length;
    (running ? this.log : this.buildLog).push(bytes);
    if (this.outputBytes <= this.options.limits.outputBytes) return;
    this.close();
    this.events.onOutputLimit();
  }
}
