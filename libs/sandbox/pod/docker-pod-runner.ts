import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { PodObservation, PodPlan, PodReport, PodRunner, PodShape } from '#judging';
import { containerCapacity, podMemoryMib, readEngineSize } from '../slots/container-capacity.js';
import { MemoryBudget, type MemoryShare } from '../slots/memory-budget.js';
import { SlotPool } from '../slots/slot-pool.js';
import { ExpectedRestarts } from '../warm/expected-restarts.js';
import { KeptCores } from '../warm/kept-cores.js';
import { WarmPods, type WarmSettings } from '../warm/warm-pods.js';
import type { ContainerMaker } from './container-maker.js';
import { EngineMaker } from './engine-maker.js';
import { HeldPod, type PodHost } from './held-pod.js';
import { localImages, type ImageNames } from './image-names.js';
import { PodCore } from './pod-core.js';

/** Which pod an attempt runs in: containers are found by `touchstone.pod=<podId>`. */
export interface PodChoice {
  readonly podId: string;
  readonly taskId: string;
  readonly attempt: number;
  /** Whether it had been made ahead. */
  readonly warm: boolean;
}

/** To clear a pod away and make the next keeps two processors busy, at the very moment when a verdict is recorded and told: that goes first. */
const VERDICT_FIRST_MS = 50;

export interface DockerPodRunnerOptions {
  readonly docker: Docker;
  /** Boot id of this worker, from `makeOwner()`: the janitor of another worker knows by it whose pods these are. */
  readonly owner: string;
  readonly images?: ImageNames;
  /** Who makes programs and services; the engine when it is not said. */
  readonly containers?: ContainerMaker;
  readonly onChoice?: (choice: PodChoice) => void;
  /** A pod could not be made ahead; no run was waiting for it. */
  readonly onWarmFault?: (fault: unknown) => void;
  /** A pod was made ahead, and took this long. */
  readonly onRefill?: (durationMs: number) => void;
}

/**
 * Runs each attempt in a pod of its own on a Docker engine. Each is made when it is needed, unless `keepWarm` was called. `close()`
 * it: pods are removed in the background.
 */
export class DockerPodRunner implements PodRunner {
  readonly owner: string;
  private readonly host: PodHost;
  private readonly onChoice: (choice: PodChoice) => void;
  private readonly onWarmFault: (fault: unknown) => void;
  private readonly onRefill: (durationMs: number) => void;
  private readonly held = new Map<string, HeldPod>();
  private readonly removals = new Set<Promise<void>>();
  private readonly restarts = new ExpectedRestarts();
  private readonly warm = new WarmPods({
    prepare: (shape) => this.prepareAhead(shape),
    retire: (pod) => this.retire(pod),
    onFault: (fault) => this.onWarmFault(fault),
    running: () => this.running,
  });
  private running = 0;
  private budget: Promise<MemoryBudget> | null = null;

  constructor(options: DockerPodRunnerOptions) {
    const { docker, owner, images = localImages, containers = new EngineMaker(docker) } = options;
    this.owner = owner;
    const slots = new SlotPool();
    const cores = new KeptCores(() => new PodCore({ docker, containers, owner, images, slots }));
    this.host = { docker, containers, owner, images, slots, cores };
    this.onChoice = options.onChoice ?? (() => undefined);
    this.onWarmFault = options.onWarmFault ?? (() => undefined);
    this.onRefill = options.onRefill ?? (() => undefined);
  }

  /** What its own janitor asks: a pod or core of this worker that is not needed is one whose teardown failed. */
  isNeeded(id: string): boolean {
    return this.held.has(id) || this.host.cores.has(id);
  }

  /** How many pods made ahead wait for a run. */
  get ready(): number {
    return this.warm.size;
  }

  async run(
    plan: PodPlan,
    observe: (observation: PodObservation) => void,
    signal: AbortSignal,
  ): Promise<PodReport> {
    this.running += 1;
    try {
      const ready = plan.aside ? null : this.warm.take(plan);
      const pod = ready ?? (await this.hold(plan, signal));
      const { taskId, attempt } = plan;
      this.onChoice({ podId: pod.id, taskId, attempt, warm: ready !== null });
      if (ready === null) await this.prepare(pod, signal);
      try {
        const run = await pod.run.carryThrough(plan, observe, signal, this.restarts.of(plan));
        this.restarts.note(plan, run);
        return run.report;
      } finally {
        this.retire(pod, VERDICT_FIRST_MS);
      }
    } finally {
      this.running -= 1;
      setTimeout(() => this.warm.refill(), VERDICT_FIRST_MS);
    }
  }

  /** Begins to make pods ahead, of the shapes that were asked for of late, and to keep the cores of those that are gone. */
  keepWarm(settings: WarmSettings): void {
    this.host.cores.open(settings.most + settings.slots);
    this.warm.open(settings);
  }

  /** Makes pods of this shape ahead, as if a run of it had just been asked for. */
  expect(shape: PodShape): void {
    this.warm.expect(shape);
  }

  /** Waits until every pod that is of no more use is removed. */
  async settled(): Promise<void> {
    while (this.removals.size > 0) await Promise.all(this.removals);
  }

  /**
   * Removes the pods made ahead, makes no more of them, and waits for those that are on their way out. Runs under way are
   * not touched, and others may follow.
   */
  async close(): Promise<void> {
    const emptied = this.host.cores.close();
    await this.warm.close();
    await this.settled();
    await emptied;
  }

  /** A pod that has room to be made, once there is memory for it. */
  private async hold(shape: PodShape, signal: AbortSignal): Promise<HeldPod> {
    const budget = await this.memoryBudget();
    const mib = podMemoryMib(shape);
    while (!budget.fits(mib) && (await this.warm.shed())) continue;
    return this.register(shape, await budget.take(mib, signal));
  }

  private register(shape: PodShape, memory: MemoryShare): HeldPod {
    const pod = new HeldPod(this.host, shape, memory);
    this.held.set(pod.id, pod);
    return pod;
  }

  private async prepare(
    pod: HeldPod,
    signal?: AbortSignal,
    expectedRestarts?: readonly number[],
  ): Promise<void> {
    try {
      await pod.run.prepare(signal, expectedRestarts);
    } catch (error) {
      this.retire(pod);
      throw error;
    }
  }

  private async prepareAhead(shape: PodShape): Promise<HeldPod | null> {
    const memory = (await this.memoryBudget()).tryTake(podMemoryMib(shape));
    if (memory === null) return null;
    const startedAtMs = performance.now();
    const pod = this.register(shape, memory);
    await this.prepare(pod, undefined, this.restarts.ofShape(shape));
    this.onRefill(performance.now() - startedAtMs);
    return pod;
  }

  private retire(pod: HeldPod, afterMs = 0): void {
    // What could not be removed is for the janitor: the run's report stands.
    const removal = delay(afterMs)
      .then(() => this.remove(pod))
      .catch(() => undefined);
    this.removals.add(removal);
    void removal.then(() => this.removals.delete(removal));
  }

  private async remove(pod: HeldPod): Promise<void> {
    try {
      await pod.close();
    } finally {
      this.held.delete(pod.id);
    }
  }

  /** Read once; asked again when the engine could not be reached. */
  private memoryBudget(): Promise<MemoryBudget> {
    this.budget ??= readEngineSize(this.host.docker).then(
      (size) => new MemoryBudget(containerCapacity(size).memoryBudgetMib),
      (fault: unknown) => {
        this.budget = null;
        throw fault;
      },
    );
    return this.budget;
  }
}
