import type Docker from 'dockerode';
import type { PodObservation, PodPlan, PodReport, PodRunner } from '#judging';
import { containerCapacity, podMemoryMib, readEngineSize } from '../slots/container-capacity.js';
import { MemoryBudget } from '../slots/memory-budget.js';
import { SlotPool } from '../slots/slot-pool.js';
import { makeRunId } from '../spec/pod-identity.js';
import { localImages, type ImageNames } from './image-names.js';
import { PodRun } from './pod-run.js';

export interface DockerPodRunnerOptions {
  readonly docker: Docker;
  /** Boot id of this worker, from `makeOwner()`: the janitor of another worker knows by it whose pods these are. */
  readonly owner: string;
  readonly images?: ImageNames;
}

/** Runs each attempt in a pod of its own on a Docker engine. */
export class DockerPodRunner implements PodRunner {
  readonly owner: string;
  private readonly docker: Docker;
  private readonly running = new Set<string>();
  private readonly images: ImageNames;
  private readonly slots = new SlotPool();
  private budget: Promise<MemoryBudget> | null = null;

  constructor({ docker, owner, images = localImages }: DockerPodRunnerOptions) {
    this.docker = docker;
    this.owner = owner;
    this.images = images;
  }

  /** What its own janitor asks: a pod of this worker that no run needs is one whose teardown failed. */
  isRunning(runId: string): boolean {
    return this.running.has(runId);
  }

  async run(
    plan: PodPlan,
    observe: (observation: PodObservation) => void,
    signal: AbortSignal,
  ): Promise<PodReport> {
    const budget = await this.memoryBudget();
    const giveBack = await budget.take(podMemoryMib(plan), signal);
    try {
      return await this.runAdmitted(plan, observe, signal);
    } finally {
      giveBack();
    }
  }

  private async runAdmitted(...[plan, observe, signal]: Parameters<PodRunner['run']>): Promise<PodReport> {
    const { docker, owner, images } = this;
    const slot = this.slots.take();
    const identity = { runId: makeRunId(), podId: plan.podId, attempt: plan.attempt, owner, slot };
    const run = new PodRun({ docker, identity, plan, images }, observe);
    this.running.add(identity.runId);
    const [report, removal] = await settleInTurn(
      () => run.carryThrough(signal),
      () => run.pod.close(),
    );
    this.running.delete(identity.runId);
    // SECURITY: E04: the uids of a pod that could not be cleared away are not used again.
    if (removal.status === 'fulfilled' && removal.value) this.slots.release(slot);
    if (report.status === 'rejected') throw report.reason;
    if (removal.status === 'rejected') throw removal.reason;
    return report.value;
  }

  /** Read once; asked again when the engine could not be reached. */
  private memoryBudget(): Promise<MemoryBudget> {
    this.budget ??= readEngineSize(this.docker).then(
      (size) => new MemoryBudget(containerCapacity(size).memoryBudgetMib),
      (fault: unknown) => {
        this.budget = null;
        throw fault;
      },
    );
    return this.budget;
  }
}

async function settleInTurn<A, B>(
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<[PromiseSettledResult<A>, PromiseSettledResult<B>]> {
  const [a] = await Promise.allSettled([first()]);
  const [b] = await Promise.allSettled([second()]);
  return [a, b];
}
