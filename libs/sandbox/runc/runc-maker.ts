import { PlatformFault } from '#contracts';
import type { ContainerMaker, ContainerOrder } from '../pod/container-maker.js';
import type { PodContainer } from '../pod/pod-container.js';
import type { Patterns } from './patterns.js';
import type { PipeStock } from './pipe-stock.js';
import { RuncContainer } from './runc-container.js';
import { toRuntimeSpec } from './runtime-spec.js';

/** Has runc make and start each container, as the engine would. */
export class RuncMaker implements ContainerMaker {
  constructor(
    private readonly patterns: Patterns,
    private readonly pipes: PipeStock,
  ) {}

  async create({
    spec,
    identity,
    network,
    refusedAs = 'pod-not-started',
  }: ContainerOrder): Promise<PodContainer> {
    const pattern = await this.patterns.get(spec).catch((error: unknown) => {
      if (error instanceof PlatformFault) throw error;
      const reason = (error as Error).message;
      throw new PlatformFault(refusedAs, `There is no pattern of ${spec.Image}: ${reason}`, { cause: error });
    });
    const { owner, podId } = identity;
    return new RuncContainer({
      ...{ owner, podId, network, refusedAs, imageId: pattern.imageId, pipes: this.pipes },
      name: spec.name ?? 'a container',
      hasStdin: spec.OpenStdin === true,
      toSpec: (place) => toRuntimeSpec(pattern, spec, place),
    });
  }

  /** Whoever has one made hears of it. */
  removeLeftovers(): Promise<boolean> {
    return Promise.resolve(true);
  }
}
