import type Docker from 'dockerode';
import { LABELS, type PodIdentity } from '../spec/pod-identity.js';
import type { ContainerMaker, ContainerOrder } from './container-maker.js';
import { EngineContainer } from './engine-container.js';
import type { PodContainer } from './pod-container.js';
import { removeLabelled } from './remove-pod.js';

/** Has the engine make and start each container. It works wherever there is an engine. */
export class EngineMaker implements ContainerMaker {
  constructor(private readonly docker: Docker) {}

  create({ spec, refusedAs }: ContainerOrder): Promise<PodContainer> {
    return EngineContainer.create(this.docker, spec, refusedAs);
  }

  removeLeftovers({ podId, owner }: PodIdentity): Promise<boolean> {
    return removeLabelled(this.docker, { [LABELS.pod]: podId, [LABELS.owner]: owner });
  }
}
