import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformFault, type PlatformFaultCode } from '#contracts';
import { allowBursts } from '../pod/allow-bursts.js';
import { within } from '../pod/engine-call.js';
import { Freezer, hasEnded } from '../pod/freezer.js';
import { writeBehind } from '../pod/output-fence.js';
import type { ContainerExit, ContainerRun, OutputSink, PodContainer } from '../pod/pod-container.js';
import { untilGone } from '../pod/until-gone.js';
import { findCgroupAt, type CgroupDirectories } from '../usage/cgroup-files.js';
import { NOTHING_SAID, type KernelWords } from '../usage/kernel-log.js';
import { readCgroup } from '../usage/usage-reading.js';
import { makeLifeFolder, removeLife, stateOf, type LifeFolder } from './life-folder.js';
import type { PipeStock } from './pipe-stock.js';
import { callRunc } from './runc-program.js';
import { RuncProcess } from './runc-process.js';
import type { LifePlace, RuntimeSpec } from './runtime-spec.js';
import { openStdio, type Stdio } from './stdio.js';

/** What is to be started. */
export interface RuncOrder {
  readonly name: string;
  readonly owner: string;
  readonly podId: string;
  readonly imageId: string;
  readonly hasStdin: boolean;
  readonly pipes: PipeStock;
  /** What a refusal means for the platform. */
  readonly refusedAs: PlatformFaultCode;
  /** Path of the file of the network name space to join; null when that is gone. */
  readonly network: () => string | null;
  readonly toSpec: (place: LifePlace) => RuntimeSpec;
}

/** One life: runc, which waits for the container's end, and what it left on the host. */
interface Life {
  readonly folder: LifeFolder;
  readonly stdio: Stdio;
  readonly pid: number;
  readonly freezer: Freezer | null;
  /** Settles when runc has ended, whatever became of it. */
  readonly ended: Promise<unknown>;
  hasEnded(): boolean;
}

/** A container that runc makes and starts, with no engine in between: the same container at a third of the price. Docs: `docs/adr/0030`. */
export class RuncContainer implements PodContainer {
  private life: Life | null = null;
  private starting: Promise<unknown> = Promise.resolve();

  constructor(private readonly order: RuncOrder) {}

  get name(): string {
    return this.order.name;
  }

  start(sink: OutputSink): Promise<ContainerRun> {
    const starting = this.begin(sink);
    this.starting = starting.catch(() => undefined);
    return starting;
  }

  async signal(signal: 'SIGTERM' | 'SIGKILL'): Promise<boolean> {
    const { life } = this;
    if (life === null || life.hasEnded()) return false;
    const delivered = await life.freezer?.signal(life.pid, signal);
    if (typeof delivered === 'boolean') return delivered;
    // It could not be held still in time, or is gone.
    const state = ['--root', stateOf(life.folder.path)];
    return callRunc([...state, 'kill', life.folder.id, signal]).then(
      () => true,
      (error: unknown) => this.refuseUnless(life.hasEnded(), `be sent ${signal}`, error),
    );
  }

  async pause(): Promise<void> {
    const { life } = this;
    if (life !== null && !life.hasEnded() && (await life.freezer?.freeze())) return;
    throw new PlatformFault(this.order.refusedAs, `${this.name} could not be paused: it does not run.`);
  }

  resume(): Promise<void> {
    this.life?.freezer?.thaw();
    return Promise.resolve();
  }

  isRunning(): Promise<boolean> {
    return Promise.resolve(this.life !== null && !this.life.hasEnded());
  }

  async remove(): Promise<void> {
    await this.starting;
    await this.clear();
  }

  private async begin(sink: OutputSink): Promise<ContainerRun> {
    await this.clear();
    const { order } = this;
    const network = order.network();
    if (network === null)
      throw new PlatformFault(
        'engine-unavailable',
        `${this.name} could not join its pod: the pause is gone.`,
      );
    const folder = await makeLifeFolder(order.owner, order.podId);
    try {
      const spec = order.toSpec({ network, cgroupsPath: folder.cgroupsPath });
      await writeFile(join(folder.path, 'config.json'), JSON.stringify(spec), { mode: 0o600 });
      const stdio = await openStdio(order.pipes, sink);
      return await this.launch(folder, stdio).catch((error: unknown) => {
        stdio.hangUp();
        throw error;
      });
    } catch (error) {
      await removeLife(folder);
      throw error;
    }
  }

  private async launch(folder: LifeFolder, stdio: Stdio): Promise<ContainerRun> {
    const { imageId } = this.order;
    const runc = new RuncProcess(folder, stdio, this.order.hasStdin);
    const pid = await runc.started().catch((error: unknown) => {
      runc.giveUp();
      return this.refuse('be started', error);
    });
    const cgroup = findCgroupAt(folder.cgroupsPath);
    allowBursts(cgroup);
    const freezer = Freezer.of(cgroup);
    const ended = runc.ended.catch(() => undefined);
    this.life = {
      folder,
      stdio,
      pid,
      freezer,
      ended,
      hasEnded: () => runc.hasEnded || hasEnded(pid),
    };
    let lastWords = NOTHING_SAID;
    const exit = runc.ended.then((exitCode): ContainerExit => {
      // Its counters stay for as long as its folder does.
      lastWords = readWords(cgroup);
      return { exitCode, oomKilled: lastWords.killedForMemory };
    });
    // Watched by whoever needs it; an exit during teardown interests nobody.
    exit.catch(() => undefined);
    return {
      ...{ stdin: stdio.stdin, pid, imageId, cgroup, exit, outputEnd: stdio.outputEnd },
      gone: () => untilGone(pid, exit),
      hangUp: () => stdio.hangUp(),
      writeBehind: (descriptor, bytes) => writeBehind({ pid, containerId: folder.id }, descriptor, bytes),
      readLastWords: () => lastWords,
      readStats: () =>
        Promise.reject(new Error('invariant broken: no engine measures what it did not start')),
    };
  }

  /** Ends the present life and removes its traces. */
  private async clear(): Promise<void> {
    const { life } = this;
    if (life === null) return;
    if (await this.signal('SIGKILL').catch(() => true))
      await within(KILL_DEADLINE_MS, life.ended, () => new Error('late')).catch(() => undefined);
    life.stdio.hangUp();
    await removeLife(life.folder).catch((error: unknown) => this.refuse('be removed', error));
    this.life = null;
  }

  private refuseUnless(isOver: boolean, what: string, error: unknown): false {
    if (isOver) return false;
    return this.refuse(what, error);
  }

  private refuse(what: string, error: unknown): never {
    const reason = (error as Error).message.trim();
    throw new PlatformFault(this.order.refusedAs, `${this.name} could not ${what}: ${reason}. ${MEND}`, {
      cause: error,
    });
  }
}

const MEND = 'Where that goes on, TOUCHSTONE_CONTAINERS_BY=engine has the engine do it.';
const KILL_DEADLINE_MS = 20_000;

function readWords(cgroup: CgroupDirectories | null): KernelWords {
  const usage = cgroup === null ? null : readCgroup(cgroup);
  if (usage === null) return NOTHING_SAID;
  return { killedForMemory: usage.oomKills > 0, refusedProcess: usage.processLimitHits > 0 };
}
