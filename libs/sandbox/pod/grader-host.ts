import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { PlatformFault } from '#contracts';
import type { PodShape } from '#judging';
import { graderArguments, graderSpec } from '../spec/grader-spec.js';
import { LABELS, type CoreIdentity } from '../spec/pod-identity.js';
import type { ContainerMaker } from './container-maker.js';
import type { ContainerRun, OutputSink, PodContainer } from './pod-container.js';
import { removeLabelled } from './remove-pod.js';

/** Ample on a crowded host. */
const CLEAR_DEADLINE_MS = 2_000;

export interface GraderHostOptions {
  readonly docker: Docker;
  readonly containers: ContainerMaker;
  readonly identity: CoreIdentity;
  readonly image: string;
  /** Path of the file of the pause's network name space. */
  readonly network: () => string | null;
}

/** Where to write to a grader that was begun. */
export interface GraderRun {
  readonly stdin: Writable;
  readonly imageId: string;
}

/** Told when the engine or the container went, which nothing inside the container can bring about. */
export type OnGraderLost = (fault: PlatformFault) => void;

/**
 * The container that graders run in, one after another. Its keeper (sandbox-images/launcher/keeper.c) starts them and clears away
 * after them.
 */
export class GraderHost {
  private container: PodContainer | null = null;
  private creating: Promise<void> | null = null;
  private starting: Promise<ContainerRun> | null = null;
  private loss: PlatformFault | null = null;
  private onLost: OnGraderLost = () => undefined;
  private sink: OutputSink | null = null;
  private takeLeftover: (bytes: Buffer) => void = () => undefined;

  constructor(private readonly options: GraderHostOptions) {}

  get hasEnded(): boolean {
    return this.loss !== null;
  }

  /** Once; it can be started when the network that it joins is there. */
  create(): Promise<void> {
    this.creating ??= this.make();
    return this.creating;
  }

  /** Starts a grader for a pod of this shape, in an empty container. What it says goes to `sink`, until it is cleared away. */
  async begin(
    shape: Pick<PodShape, 'kind' | 'services'>,
    sink: OutputSink,
    onLost: OnGraderLost,
  ): Promise<GraderRun> {
    this.starting ??= this.start();
    const { stdin, imageId } = await this.starting;
    this.sink = sink;
    this.onLost = onLost;
    if (this.loss !== null) onLost(this.loss);
    stdin.write(`+ ${graderArguments(shape).join(' ')}\n`);
    return { stdin, imageId };
  }

  /** SECURITY: G20: ends the grader and empties the container. @returns false when that could not be: it must not be used again */
  async clear(): Promise<boolean> {
    // Why it did not start was told to whoever started it.
    const run = await this.starting?.catch(() => null);
    if (run === undefined || run === null || this.hasEnded) return false;
    this.sink = null;
    this.onLost = () => undefined;
    // Only the keeper reads it: a grader has a stdin of its own.
    const word = randomBytes(16).toString('hex');
    const said = this.hear(`\n${word}\n`);
    run.stdin.write(`- ${word}\n`);
    return Promise.race([said, delay(CLEAR_DEADLINE_MS, false, { ref: false })]);
  }

  /** What cannot be removed now is for the janitor. @throws PlatformFault when the engine is gone */
  async remove(): Promise<void> {
    // What is still being created would otherwise be missed; why it failed was told to whoever asked for it.
    await this.creating?.catch(() => undefined);
    const { docker, identity } = this.options;
    const { pauseId, owner } = identity;
    const labels = { [LABELS.role]: 'grader', [LABELS.pause]: pauseId, [LABELS.owner]: owner };
    if (this.container !== null) await this.container.remove();
    else if (this.creating !== null) await removeLabelled(docker, labels);
  }

  private async make(): Promise<void> {
    const { containers, identity, image, network } = this.options;
    const { pauseId, owner } = identity;
    this.container = await containers.create({
      spec: graderSpec(identity, image),
      // It stays with its pause, whichever pods come and go.
      identity: { podId: pauseId, owner },
      network,
      refusedAs: 'grader-not-ready',
    });
  }

  private async start(): Promise<ContainerRun> {
    await this.create();
    const run = await this.container!.start({
      stdout: (bytes) => (this.sink === null ? this.takeLeftover(bytes) : this.sink.stdout(bytes)),
      stderr: (bytes) => this.sink?.stderr(bytes),
    });
    void run.exit.then(
      () => this.lose(brokenUp()),
      (fault: PlatformFault) => this.lose(fault),
    );
    return run;
  }

  private lose(fault: PlatformFault): void {
    this.loss = fault;
    this.onLost(fault);
  }

  /** Drops whatever the last grader has said until `line` comes. */
  private hear(line: string): Promise<true> {
    let tail = '';
    return new Promise((resolve) => {
      this.takeLeftover = (bytes) => {
        const heard = tail + bytes.toString('latin1');
        if (heard.includes(line)) resolve(true);
        tail = heard.slice(-line.length);
      };
    });
  }
}

/** Signals from inside do not reach a container's first process, and when memory runs out the kernel takes a larger one. */
const brokenUp = (): PlatformFault =>
  new PlatformFault(
    'engine-unavailable',
    'The pod was broken up from outside: its grader’s container is gone.',
  );
