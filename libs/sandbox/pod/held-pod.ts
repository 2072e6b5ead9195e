import type Docker from 'dockerode';
import type { PodShape } from '#judging';
import type { SlotPool } from '../slots/slot-pool.js';
import { makePodId } from '../spec/pod-identity.js';
import type { ImageNames } from './image-names.js';
import { PodRun } from './pod-run.js';

export interface PodHost {
  readonly docker: Docker;
  readonly owner: string;
  readonly images: ImageNames;
  readonly slots: SlotPool;
}

/** A pod with what it takes of its host: uids and memory, which it gives back when it is gone. */
export class HeldPod {
  readonly id = makePodId();
  readonly openedAtMs = performance.now();
  readonly run: PodRun;
  private readonly slot: number;
  private closing: Promise<void> | null = null;

  constructor(
    private readonly host: PodHost,
    readonly shape: PodShape,
    private readonly giveBackMemory: () => void,
  ) {
    const { docker, owner, images } = host;
    this.slot = host.slots.take();
    const identity = { podId: this.id, owner, slot: this.slot };
    this.run = new PodRun({ docker, identity, shape, images });
  }

  /** Removes every trace. @throws PlatformFault `engine-unavailable` when the engine is gone; the janitor comes later */
  close(): Promise<void> {
    this.closing ??= this.remove();
    return this.closing;
  }

  private async remove(): Promise<void> {
    try {
      // SECURITY: E04: the uids of a pod that could not be cleared away are not used again.
      if (await this.run.pod.close()) this.host.slots.release(this.slot);
    } finally {
      this.giveBackMemory();
    }
  }
}
