import type Docker from 'dockerode';
import type { PodShape } from '#judging';
import type { SlotPool } from '../slots/slot-pool.js';
import { makeId } from '../spec/pod-identity.js';
import type { KeptPauses } from '../warm/kept-pauses.js';
import type { ImageNames } from './image-names.js';
import type { Pause } from './pause.js';
import { PodRun } from './pod-run.js';

export interface PodHost {
  readonly docker: Docker;
  readonly owner: string;
  readonly images: ImageNames;
  readonly slots: SlotPool;
  readonly pauses: KeptPauses;
}

/** A pod with what it takes of its host: uids, memory and a pause, which it gives back when it is gone. */
export class HeldPod {
  readonly id = makeId();
  readonly openedAtMs = performance.now();
  readonly run: PodRun;
  private readonly slot: number;
  private readonly pause: Pause;
  private closing: Promise<void> | null = null;

  constructor(
    private readonly host: PodHost,
    readonly shape: PodShape,
    private readonly giveBackMemory: () => void,
  ) {
    const { docker, owner, images } = host;
    this.slot = host.slots.take();
    this.pause = host.pauses.take();
    const identity = { podId: this.id, owner, slot: this.slot, pause: this.pause.name };
    this.run = new PodRun({ docker, identity, shape, images, pause: this.pause });
  }

  /** Removes every trace. @throws PlatformFault `engine-unavailable` when the engine is gone; the janitor comes later */
  close(): Promise<void> {
    this.closing ??= this.remove();
    return this.closing;
  }

  private async remove(): Promise<void> {
    const { pauses, slots } = this.host;
    let isCleared = false;
    try {
      isCleared = await this.run.pod.close();
    } finally {
      // SECURITY: E04: the uids of a pod that could not be cleared away are not used again.
      if (isCleared) slots.release(this.slot);
      await pauses.giveBack(this.pause, isCleared).finally(this.giveBackMemory);
    }
  }
}
