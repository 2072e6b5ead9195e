import type { ContainerCreateOptions } from 'dockerode';
import type { PlatformFaultCode } from '#contracts';
import type { PodIdentity } from '../spec/pod-identity.js';
import type { PodContainer } from './pod-container.js';

export interface ContainerOrder {
  /** From `hardenedContainer`. */
  readonly spec: ContainerCreateOptions;
  /** What it belongs to, a pod or a core: the janitor asks by it. */
  readonly identity: Pick<PodIdentity, 'podId' | 'owner'>;
  /** Path of the file of the network name space that it joins, once that is there; null where the host's files are out of reach. */
  readonly network: () => string | null;
  /** What a refusal means for the platform. */
  readonly refusedAs?: PlatformFaultCode;
}

/** Makes the containers that join a pause: grader, services and programs. */
export interface ContainerMaker {
  /** Makes one that is not started. @throws PlatformFault */
  create(order: ContainerOrder): Promise<PodContainer>;
  /**
   * Removes what was made for a pod without anybody having heard of it.
   * @returns false when something is left
   * @throws PlatformFault `engine-unavailable`
   */
  removeLeftovers(identity: Pick<PodIdentity, 'podId' | 'owner'>): Promise<boolean>;
}
