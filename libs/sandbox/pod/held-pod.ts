import type Docker from 'dockerode';
import type { PodShape } from '#judging';
import type { MemoryShare } from '../slots/memory-budget.js';
import type { SlotPool } from '../slots/slot-pool.js';
import { makeId } from '../spec/pod-identity.js';
import type { KeptCores } from '../warm/kept-cores.js';
import type { ContainerMaker } from './container-maker.js';
import type { ImageNames } from './image-names.js';
import type { PodCore } from './pod-core.js';
import { PodRun } from './pod-run.js';

export interface PodHost {
  readonly docker: Docker;
  readonly containers: ContainerMaker;
  readonly owner: string;
  readonly images: ImageNames;
  readonly slots: SlotPool;
  readonly cores: KeptCores;
}

/** A pod with what it takes of its host: uids, memory and a core, which it gives back when it is gone. */
export class HeldPod {
  readonly id = makeId();
  readonly openedAtMs = performance.now();
  readonly run: PodRun;
  private readonly slot: number;
  private readonly core: PodCore;
  private closing: Promise<void> | null = null;

  constructor(
    private readonly host: PodHost,
    readonly shape: PodShape,
    private readonly memory: MemoryShare,
  ) {
    const { containers, owner, images } = host;
    this.slot = host.slots.take();
    this.core = host.cores.take();
    const identity = { podId: this.id, owner, slot: this.slot, pause: this.core.pause.name };
    const tryGrow = (mib: number): boolean => this.memory.grow(mib);
    this.run = new PodRun({ containers, identity, shape, images, core: this.core, tryGrow });
  }

  /** Removes every trace. @throws PlatformFault `engine-unavailable` when the engine is gone; the janitor comes later */
  close(): Promise<void> {
    this.closing ??= this.remove();
    return this.closing;
  }

  private async remove(): Promise<void> {
    const { cores, slots } = this.host;
    let isCleared = false;
    try {
      isCleared = await this.run.pod.close();
    } finally {
      // SECURITY: E04: the uids of a pod that could not be cleared away are not used again.
      if (isCleared) slots.release(this.slot);
      await cores
        .giveBack(this.core, isCleared && !this.run.hasLostGrader)
        .finally(() => this.memory.giveBack());
    }
  }
}
