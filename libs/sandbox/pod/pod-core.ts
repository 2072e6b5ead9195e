import type Docker from 'dockerode';
import type { SlotPool } from '../slots/slot-pool.js';
import type { ContainerMaker } from './container-maker.js';
import { GraderHost } from './grader-host.js';
import type { ImageNames } from './image-names.js';
import { Pause } from './pause.js';

export interface PodCoreOptions {
  readonly docker: Docker;
  readonly containers: ContainerMaker;
  readonly owner: string;
  readonly images: ImageNames;
  readonly slots: SlotPool;
}

/**
 * What outlives a pod: the network that its containers share, and the container of its grader. Neither has run a byte of a
 * learner's. It can serve one pod after another, as long as none leaves anything in there.
 */
export class PodCore {
  readonly pause: Pause;
  readonly grader: GraderHost;
  private readonly slot: number;

  constructor(private readonly options: PodCoreOptions) {
    const { docker, containers, owner, images, slots } = options;
    this.pause = new Pause({ docker, owner, image: images('pause') });
    // SECURITY: E04: a uid of its own, which no other pod or core has while it is there.
    this.slot = slots.take();
    const identity = { pauseId: this.id, owner, slot: this.slot };
    const network = (): string | null => this.pause.network;
    this.grader = new GraderHost({ docker, containers, identity, network, image: images('grader') });
  }

  get id(): string {
    return this.pause.id;
  }

  get madeAtMs(): number {
    return this.pause.madeAtMs;
  }

  get hasEnded(): boolean {
    return this.pause.hasEnded || this.grader.hasEnded;
  }

  /** SECURITY: G19, G20: whether nothing is left of the pod that it served. Its other containers are gone. */
  async isEmpty(): Promise<boolean> {
    return (await this.grader.clear()) && (await this.pause.isEmpty());
  }

  /** What cannot be removed now is for the janitor. @throws PlatformFault when the engine is gone */
  async remove(): Promise<void> {
    await Promise.all([this.grader.remove(), this.pause.remove()]);
    this.options.slots.release(this.slot);
  }
}
