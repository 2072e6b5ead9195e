import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import type { ControlValues, ExerciseKind, PlatformFault } from '#contracts';
import { NOTHING_SAID } from '../usage/kernel-log.js';
import { UsageMeter } from '../usage/usage-meter.js';
import { openUsageSource } from '../usage/usage-source.js';
import type { StreamName } from './demultiplex.js';
import { within } from './engine-call.js';
import { LogTail } from './log-tail.js';
import { NextLives, type Launch } from './next-lives.js';
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

/** What it is to run. */
export interface SubjectWork {
  readonly kind: ExerciseKind;
  readonly archive: Buffer;
  readonly outputBytes: number;
  /** From the start of a new life to its running program. */
  readonly restartTimeoutMs: number;
}

/** Where more containers of an instance come from. */
export interface Reserve {
  /** Whether there is memory for as many that wait. */
  hasRoomFor(waiting: number): boolean;
  /** @param nth of this instance */
  create(nth: number): Promise<PodContainer>;
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
  /** How often it was started again. */
  restarts = 0;
  private work: SubjectWork | null = null;
  private current: SubjectLife | null = null;
  /** One of which nothing runs any more. */
  private killed: SubjectLife | null = null;
  private restarting: Promise<void> = Promise.resolve();
  private next: NextLives | null = null;
  private closed = false;
  private removed = false;

  constructor(
    private own: PodContainer,
    readonly index: number,
    memoryMib: number,
    private readonly events: SubjectEvents,
  ) {
    this.meter = new UsageMeter(memoryMib * 1024 * 1024);
  }

  /** That of its present life. */
  get container(): PodContainer {
    return this.own;
  }

  /** Starts the container; it waits for files. No learner code runs. @returns the id of its image */
  async boot(): Promise<string> {
    return this.enter(await this.launch(this.own));
  }

  /**
   * Keeps containers ready for the next lives, so that they need not be made when the suite waits for them.
   * @param times how often there will be a next one
   * @param reserve where they come from
   * @returns settles when the first ones are ready, or could not be made
   */
  expectRestarts(times: number, reserve: Reserve): Promise<void> {
    this.next ??= new NextLives({
      hasRoomFor: (waiting) => reserve.hasRoomFor(waiting),
      launch: async (nth) => this.launch(await reserve.create(nth)),
    });
    return this.next.expect(times);
  }

  /** Sends the learner's files. @returns true once the program runs, false when it could not be built */
  feed(work: SubjectWork): Promise<boolean> {
    this.work = work;
    this.life.feed(work.kind, work.archive);
    return this.life.started.promise;
  }

  async terminate(graceMs: number): Promise<ControlValues['terminate']> {
    const { life } = this;
    const before = performance.now();
    await this.meter.sample();
    await life.ask(this.own.signal('SIGTERM'));
    const waiting = new AbortController();
    const exit = await Promise.race([life.exit, delay(graceMs, null, { signal: waiting.signal })]);
    waiting.abort();
    const afterMs = Math.round(performance.now() - before);
    return { exited: exit !== null, exitCode: exit?.exitCode ?? null, afterMs };
  }

  async kill(): Promise<void> {
    const { life } = this;
    if (this.killed === life) return;
    await this.meter.sample();
    const isAsked = await life.ask(this.own.signal('SIGKILL'));
    const end = isAsked ? life.run.gone() : life.ended.promise;
    await within(KILL_DEADLINE_MS, end, () => new Error(`instance ${this.index} did not die`));
    this.killed = life;
  }

  /** One at a time: two restarts at once would start one life and kill the other's. */
  restart(): Promise<void> {
    const next = this.restarting.then(() => this.startAgain());
    this.restarting = next.catch(() => undefined);
    return next;
  }

  /** Settles when all that the program has written so far is in its log, or that takes too long. */
  async drain(): Promise<void> {
    if (this.closed || this.current === null) return;
    await Promise.race([this.current.drain(), delay(FLUSH_DEADLINE_MS, undefined, { ref: false })]);
  }

  async usage(): Promise<ControlValues['read-usage']> {
    const now = await this.meter.sample();
    const { cpuMs } = this.meter.total();
    return { memoryBytes: now?.memoryBytes ?? 0, cpuMs: Math.round(cpuMs), processes: now?.processes ?? 0 };
  }

  /** For good: stops reading and measuring, and waits for what is still being made. A container that is removed need not be seen to end. */
  async close(): Promise<void> {
    this.stopReading();
    this.removed = true;
    this.meter.close();
    await this.next?.close();
  }

  /** Whatever else it writes is lost, and costs nothing. */
  private stopReading(): void {
    this.closed = true;
    this.current?.run.hangUp();
  }

  private get life(): SubjectLife {
    if (this.current === null) throw new Error('invariant broken: an instance is used before it was booted');
    return this.current;
  }

  private async startAgain(): Promise<void> {
    const { work } = this;
    if (work === null) throw new Error('invariant broken: an instance is restarted that never ran');
    await this.kill();
    const { ended } = this.life;
    this.restarts += 1;
    const ready = (await this.next?.take()) ?? null;
    // The engine cannot start a container again before it has noted its end.
    if (ready === null) await ended.promise;
    this.enter(ready ?? (await this.launch(this.own)), ended.promise);
    const late = (): Error =>
      new Error(`instance ${this.index} was not started again within ${work.restartTimeoutMs} ms`);
    const running = await within(work.restartTimeoutMs, this.feed(work), late);
    if (!running) throw new Error(`instance ${this.index} ended before its program was started again`);
    this.next?.replace();
  }

  private async launch(container: PodContainer): Promise<Launch> {
    const life = new SubjectLife({
      onMark: (mark) => this.events.onMark(mark),
      onOutput: (bytes, stream, isProgram) => this.takeOutput(bytes, stream, isProgram),
    });
    life.begin(await container.start(life));
    return { container, life };
  }

  /**
   * @param lastEnded when the end of the life before is booked: the meter would mix the two
   * @returns the id of its image
   */
  private enter({ container, life }: Launch, lastEnded = Promise.resolve()): string {
    const { run } = life;
    this.own = container;
    this.current = life;
    const source = openUsageSource(run.pid, run.cgroup, run.readStats);
    void lastEnded.then(() => (this.removed ? source.close() : this.meter.open(source)));
    void run.exit.then(
      (exit) => this.takeExit(life, exit),
      (fault: PlatformFault) => this.events.onEngineLost(fault),
    );
    return run.imageId;
  }

  private async takeExit(life: SubjectLife, exit: ContainerExit): Promise<void> {
    // What the kernel said of it before (a refused process) may lie behind the exit in the same turn of a busy loop.
    await turn();
    const asked = await life.wasAsked();
    const said = asked ? NOTHING_SAID : life.run.readLastWords();
    const oomKilled = exit.oomKilled || said.killedForMemory;
    // What the kernel has counted to the end, where it is still there.
    if (life.run.cgroup !== null) await this.meter.sample();
    this.meter.close({ ...said, killedForMemory: oomKilled });
    await within(FLUSH_DEADLINE_MS, life.run.outputEnd, () => new Error('late')).catch(() => undefined);
    life.started.resolve(false);
    life.ended.resolve();
    if (life.phase === 'waiting' && !asked) return this.events.onEarlyExit(this.buildLog.read().trim());
    if (life.phase === 'starting' && !asked) this.events.onExit(this.index, { ...exit, oomKilled });
  }

  private takeOutput(bytes: Buffer, stream: StreamName, running: boolean): void {
    if (this.closed) return;
    this.outputBytes += bytes.length;
    (running ? this.log : this.buildLog).push(bytes, stream);
    // Before there is work there is nobody whose output it could be.
    if (this.work === null || this.outputBytes <= this.work.outputBytes) return;
    this.stopReading();
    this.events.onOutputLimit();
  }
}
