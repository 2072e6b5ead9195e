import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { PlatformFault } from '#contracts';
import { pauseSpec } from '../spec/pause-spec.js';
import { LABELS, makeId, pauseName } from '../spec/pod-identity.js';
import { EngineContainer } from './engine-container.js';
import { NetworkHold } from './network-hold.js';
import type { ContainerRun } from './pod-container.js';
import { removeLabelled } from './remove-pod.js';

/** Ample on a crowded host. */
const ANSWER_DEADLINE_MS = 2_000;

export interface PauseOptions {
  readonly docker: Docker;
  readonly owner: string;
  readonly image: string;
}

/** Told when a pause is gone: nothing learner code can do, so the engine or an operator did it. With a fault, the engine was lost. */
export type OnPauseExit = (fault: PlatformFault | null) => void;

/** The owner of a network namespace. It can serve one pod after another, as long as none leaves anything in there. */
export class Pause {
  readonly id = makeId();
  readonly name = pauseName(this.id);
  readonly madeAtMs = performance.now();
  private container: EngineContainer | null = null;
  private creating: Promise<void> | null = null;
  private starting: Promise<ContainerRun> | null = null;
  private ended = false;
  private hold: NetworkHold | null = null;
  private onExit: OnPauseExit = () => undefined;
  private takeAnswer: (answer: string) => void = () => undefined;

  constructor(private readonly options: PauseOptions) {}

  get hasEnded(): boolean {
    return this.ended;
  }

  /** Path of the file of its network name space; null before it runs, and where the host's files are out of reach. */
  get network(): string | null {
    return this.ended ? null : (this.hold?.path ?? null);
  }

  /** Once; others may be created meanwhile, but can join its network only when it runs. */
  create(): Promise<void> {
    this.creating ??= this.make();
    return this.creating;
  }

  /** Once; after that it only changes who is told of its end. */
  start(onExit: OnPauseExit): Promise<ContainerRun> {
    this.onExit = onExit;
    this.starting ??= this.run();
    return this.starting;
  }

  /** @throws PlatformFault when somebody removed it, or an engine that has to be asked is gone */
  async assertRunning(): Promise<void> {
    if ((await this.container?.isRunning()) !== true) throw brokenUp();
  }

  /** SECURITY: G19: whether the pod that it served left nothing in the network namespace, as far as the pause can see. */
  async isEmpty(): Promise<boolean> {
    // Why it did not start was told to whoever started it; here it is one that cannot be used again.
    const run = await this.starting?.catch(() => null);
    if (run === undefined || run === null || this.ended) return false;
    const answer = new Promise<string>((resolve) => (this.takeAnswer = resolve));
    run.stdin.write('?');
    return 'empty\n' === (await Promise.race([answer, delay(ANSWER_DEADLINE_MS, '', { ref: false })]));
  }

  /** What cannot be removed now is for the janitor. @throws PlatformFault when the engine is gone */
  async remove(): Promise<void> {
    // What is still being created would otherwise be missed; why it failed was told to whoever asked for it.
    await this.creating?.catch(() => undefined);
    this.hold?.release();
    const { docker, owner } = this.options;
    if (this.container !== null) await this.container.remove();
    else if (this.creating !== null)
      await removeLabelled(docker, { [LABELS.pause]: this.id, [LABELS.owner]: owner });
  }

  private async make(): Promise<void> {
    const { docker, owner, image } = this.options;
    this.container = await EngineContainer.create(docker, pauseSpec({ pauseId: this.id, owner }, image));
  }

  private async run(): Promise<ContainerRun> {
    await this.create();
    const run = await this.container!.start({
      stdout: (bytes) => this.takeAnswer(bytes.toString()),
      stderr: () => undefined,
    });
    if (run.cgroup !== null) this.hold = NetworkHold.of(run.pid);
    const note = (fault: PlatformFault | null): void => {
      this.ended = true;
      this.hold?.release();
      this.onExit(fault);
    };
    void run.exit.then(() => note(null), note);
    return run;
  }
}

export const brokenUp = (): PlatformFault =>
  new PlatformFault('engine-unavailable', 'The pod was broken up from outside: its pause container is gone.');
