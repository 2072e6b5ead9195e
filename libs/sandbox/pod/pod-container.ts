import { setTimeout as delay } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { Container, ContainerCreateOptions, ContainerInspectInfo } from 'dockerode';
import { PlatformFault, type PlatformFaultCode } from '#contracts';
import { findCgroupOf, type CgroupDirectories } from '../usage/cgroup-files.js';
import { readKernelLog, type KernelWords } from '../usage/kernel-log.js';
import { allowBursts } from './allow-bursts.js';
import { Demultiplexer } from './demultiplex.js';
import { engineCall, engineStatus } from './engine-call.js';
import { Freezer, hasEnded } from './freezer.js';
import { writeBehind } from './output-fence.js';

export interface ContainerExit {
  readonly exitCode: number | null;
  readonly oomKilled: boolean;
}

/** Where a container's output goes, as it comes. */
export interface OutputSink {
  stdout(bytes: Buffer): void;
  stderr(bytes: Buffer): void;
}

/** One life of a container: from start to exit. A container that is started again gets a new one. */
export interface ContainerRun {
  readonly stdin: Duplex;
  readonly pid: number;
  readonly imageId: string;
  /** null where the host's files are out of reach. */
  readonly cgroup: CgroupDirectories | null;
  /** Settles when the engine has noted that its process is gone; rejects with `engine-unavailable` when the engine went first, or somebody removed the container. */
  readonly exit: Promise<ContainerExit>;
  /** Settles when nothing of it runs any more, which the kernel knows before the engine has noted it. */
  readonly gone: () => Promise<void>;
  /** Settles when the last output was read. */
  readonly outputEnd: Promise<void>;
  /** Writes to one of its streams, as its first process would. @returns false when that has ended, or is out of reach */
  readonly writeBehind: (descriptor: 1 | 2, bytes: Buffer) => Promise<boolean>;
  /** What the kernel says of it, once it has ended. */
  readonly readKernelLog: () => KernelWords;
}

/** A container of a pod: Docker's verbs with deadlines, in the platform's words. Knows nothing of what runs in it. */
export class PodContainer {
  /** Of the life that was begun last. */
  private freezer: Freezer | null = null;
  private pid = 0;
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
  ): Promise<PodContainer> {
    const name = spec.name ?? 'a container';
    const image = spec.Image ?? '';
    const creation = docker.createContainer(spec).catch((error: unknown) => {
      if (engineStatus(error) === 404)
        return engineCall(`find image ${image}`, 'image-missing', Promise.reject(error as Error));
      throw error;
    });
    return new PodContainer(await engineCall(`create ${name}`, refusedAs, creation), name, refusedAs);
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
    this.freezer = Freezer.of(cgroup);
    allowBursts(cgroup);
    const gone = (): Promise<void> => untilGone(cgroup === null ? null : State.Pid, exit);
    return {
      ...{ stdin, pid: State.Pid, imageId: Image, cgroup, exit, gone, outputEnd },
      writeBehind: (descriptor, bytes) => writeBehind({ pid: State.Pid, containerId: Id }, descriptor, bytes),
      readKernelLog: () => readKernelLog(Id),
    };
  }

  /** Sends a signal. @returns false when the container was not running */
  async signal(signal: 'SIGTERM' | 'SIGKILL'): Promise<boolean> {
    const delivered = this.engineMayPause ? null : await this.freezer?.signal(this.pid, signal);
    if (typeof delivered === 'boolean') return delivered;
    return this.unless(NOT_RUNNING, 'signal', this.container.kill({ signal }));
  }

  /** Holds every process still. The engine is asked where the kernel cannot be, and says why it cannot be done. */
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

  inspect(): Promise<ContainerInspectInfo> {
    return this.call('inspect', this.container.inspect());
  }

  /** One reading of the engine's own statistics. */
  stats(): Promise<unknown> {
    return this.call('measure', this.container.stats({ stream: false, 'one-shot': true }));
  }

  /** SECURITY: invariant 8: kills and removes by container, whatever state it is in. */
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
const LOOK_AGAIN_MS = 1;
/** Noted by the engine before it kills (moby `SetRemovalInProgress`). */
const BEING_REMOVED: ReadonlySet<string> = new Set(['removing', 'dead']);
const ALREADY_GOING = /^404 |^409 .*already in progress/s;

/** @param pid of the first process, whose end is the end of all (pid_namespaces(7)); null where it cannot be seen */
async function untilGone(pid: number | null, exit: Promise<ContainerExit>): Promise<void> {
  if (pid === null) return void (await exit);
  let isNoted = false;
  const note = (): void => void (isNoted = true);
  // That the engine or the container was lost is told to whoever watches the exit.
  exit.then(note, note);
  while (!isNoted && !hasEnded(pid)) await delay(LOOK_AGAIN_MS);
}

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
