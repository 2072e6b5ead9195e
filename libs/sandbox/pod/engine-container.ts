import { setTimeout as delay } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { Container, ContainerCreateOptions, ContainerInspectInfo } from 'dockerode';
import { PlatformFault, type PlatformFaultCode } from '#contracts';
import { findCgroupOf } from '../usage/cgroup-files.js';
import { readKernelLog } from '../usage/kernel-log.js';
import { allowBursts } from './allow-bursts.js';
import { Demultiplexer } from './demultiplex.js';
import { engineCall, engineStatus } from './engine-call.js';
import { Freezer, hasEnded } from './freezer.js';
import { writeBehind } from './output-fence.js';
import { untilGone } from './until-gone.js';
import type { ContainerExit, ContainerRun, OutputSink, PodContainer } from './pod-container.js';

/** A container that the engine makes and starts: Docker's verbs with deadlines, in the platform's words. */
export class EngineContainer implements PodContainer {
  /** Of the life that was begun last. */
  private freezer: Freezer | null = null;
  private pid = 0;
  private id = '';
  /** Whether its first process can be seen by this one. */
  private isSeen = false;
  private engineMayPause = false;

  private constructor(
    private readonly container: Container,
    readonly name: string,
    /** What a refusal by the engine means for the platform. */
    private readonly refusedAs: PlatformFaultCode,
  ) {}

  static async create(
    docker: Docker,
    spec: ContainerCreateOptions,
    refusedAs: PlatformFaultCode = 'pod-not-started',
  ): Promise<EngineContainer> {
    const name = spec.name ?? 'a container';
    const image = spec.Image ?? '';
    const creation = docker.createContainer(spec).catch((error: unknown) => {
      if (engineStatus(error) === 404)
        return engineCall(`find image ${image}`, 'image-missing', Promise.reject(error as Error));
      throw error;
    });
    return new EngineContainer(await engineCall(`create ${name}`, refusedAs, creation), name, refusedAs);
  }

  /** Attaches first, so that not a byte of output is missed, then starts. */
  async start(sink: OutputSink): Promise<ContainerRun> {
    const stdin = (await this.call('attach to', this.container.attach(ATTACH))) as Duplex;
    const outputEnd = readOutput(stdin, sink);
    try {
      await this.call('start', this.container.start());
    } catch (error) {
      stdin.destroy();
      throw error;
    }
    const exit = this.waitForExit(outputEnd);
    // Watched by whoever needs it; an exit during teardown interests nobody.
    exit.catch(() => undefined);
    const { Id, State, Image } = await this.inspect();
    const cgroup = findCgroupOf(State.Pid, Id);
    this.pid = State.Pid;
    this.id = Id;
    this.isSeen = cgroup !== null;
    this.freezer = Freezer.of(cgroup);
    allowBursts(cgroup);
    const gone = (): Promise<void> => untilGone(cgroup === null ? null : State.Pid, exit);
    return {
      ...{ stdin, pid: State.Pid, imageId: Image, cgroup, exit, gone, outputEnd },
      hangUp: () => void stdin.destroy(),
      writeBehind: (descriptor, bytes) => writeBehind({ pid: State.Pid, containerId: Id }, descriptor, bytes),
      readLastWords: () => readKernelLog(Id),
      readStats: () => this.call('measure', this.container.stats({ stream: false, 'one-shot': true })),
    };
  }

  async signal(signal: 'SIGTERM' | 'SIGKILL'): Promise<boolean> {
    const delivered = this.engineMayPause ? null : await this.freezer?.signal(this.pid, signal);
    if (typeof delivered === 'boolean') return delivered;
    return this.unless(NOT_RUNNING, 'signal', this.container.kill({ signal }));
  }

  /** The engine is asked where the kernel cannot be, and says why it cannot be done. */
  async pause(): Promise<void> {
    if (await this.freezer?.freeze()) return;
    this.engineMayPause = true;
    await this.askToPause();
  }

  async resume(): Promise<void> {
    this.freezer?.thaw();
    if (this.engineMayPause) await this.unless(NOT_PAUSED, 'resume', this.container.unpause());
    this.engineMayPause = false;
  }

  async isRunning(): Promise<boolean> {
    return this.isSeen ? this.isAlive() : (await this.inspect()).State.Running;
  }

  async remove(): Promise<void> {
    await this.unless(
      ALREADY_GOING,
      'remove',
      this.container.remove({ force: true, v: true }),
      REMOVAL_DEADLINE_MS,
    );
  }

  /**
   * Output ends with the container, and breaks with the engine: then, and only then, it is asked. (The engine's own
   * `wait` call is no help: docker-modem never settles one whose connection breaks after its headers came.)
   * A container that is being removed did not end by itself: its program is no evidence against anybody.
   */
  private async waitForExit(outputEnd: Promise<void>): Promise<ContainerExit> {
    await outputEnd;
    for (let pauseMs = 5; ; pauseMs = Math.min(2 * pauseMs, 1000)) {
      const state = await this.findState();
      if (state === null || BEING_REMOVED.has(state.Status))
        throw new PlatformFault(
          'engine-unavailable',
          `${this.name} was removed from outside. Find who else removes containers on this engine.`,
        );
      if (!state.Running) return { exitCode: state.ExitCode, oomKilled: state.OOMKilled };
      // The engine closes the streams some milliseconds before it notes the exit.
      await delay(pauseMs);
    }
  }

  /** Asks again when runc could not freeze all of the processes before it lost patience: on a busy machine it may. */
  private async askToPause(): Promise<void> {
    for (let asked = 1; ; asked += 1) {
      try {
        await this.unless(ALREADY_PAUSED, 'pause', this.container.pause());
        return;
      } catch (error) {
        if (asked === MOST_FREEZES || !UNABLE_TO_FREEZE.test((error as Error).message)) throw error;
        await delay(asked * FREEZE_AGAIN_MS);
      }
    }
  }

  /** The kernel knows sooner than the engine, and costs less to ask. */
  private isAlive(): boolean {
    return findCgroupOf(this.pid, this.id) !== null && !hasEnded(this.pid);
  }

  private inspect(): Promise<ContainerInspectInfo> {
    return this.call('inspect', this.container.inspect());
  }

  /** null when the container was removed meanwhile. */
  private async findState(): Promise<ContainerInspectInfo['State'] | null> {
    try {
      return (await this.inspect()).State;
    } catch (error) {
      if (engineStatus(error) === 404) return null;
      throw error;
    }
  }

  private call<T>(verb: string, call: Promise<T>, deadlineMs?: number): Promise<T> {
    return engineCall(`${verb} ${this.name}`, this.refusedAs, call, deadlineMs);
  }

  /** @returns false when the engine refused because there was nothing left to do */
  private async unless(
    nothingToDo: RegExp,
    verb: string,
    call: Promise<unknown>,
    deadlineMs?: number,
  ): Promise<boolean> {
    try {
      await this.call(verb, call, deadlineMs);
      return true;
    } catch (error) {
      const status = engineStatus(error);
      if (status !== null && nothingToDo.test(`${status} ${(error as Error).message}`)) return false;
      throw error;
    }
  }
}

const ATTACH = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true } as const;
const REMOVAL_DEADLINE_MS = 30_000;
/** The engine tells these apart by text alone (moby `errNotRunning`, `errNotPaused`; 409 on all versions since 1.13). */
const NOT_RUNNING = /^(409|500) .*is not running|^404 /s;
const ALREADY_PAUSED = /^409 .*already paused/s;
const NOT_PAUSED = /^(409|500) .*(is not paused|is not running)/s;
const UNABLE_TO_FREEZE = /unable to freeze/;
const MOST_FREEZES = 5;
const FREEZE_AGAIN_MS = 50;
/** Noted by the engine before it kills (moby `SetRemovalInProgress`). */
const BEING_REMOVED: ReadonlySet<string> = new Set(['removing', 'dead']);
const ALREADY_GOING = /^404 |^409 .*already in progress/s;

function readOutput(stream: Duplex, sink: OutputSink): Promise<void> {
  const demultiplexer = new Demultiplexer((name, bytes) => sink[name](bytes));
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => demultiplexer.push(chunk));
    // A stream that breaks has ended; why it broke shows in the container's exit.
    stream.on('error', () => resolve());
    stream.on('close', () => resolve());
    stream.on('end', () => resolve());
  });
}
