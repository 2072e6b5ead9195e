import type Docker from 'dockerode';
import type { PodIdentity } from '../spec/pod-identity.js';
import { PlatformFault } from '#contracts';
import { engineCall, EngineSilence, isEngineLost } from './engine-call.js';
import type { ContainerMaker } from './container-maker.js';
import type { PodContainer } from './pod-container.js';

/**
 * SECURITY: invariant 8: removes a pod's containers all at once, then looks for what is left (a container whose creation
 * went unanswered).
 * @returns false when something could not be removed: the janitor will try again
 * @throws PlatformFault `engine-unavailable` when the engine is gone
 */
export async function removePod(
  maker: ContainerMaker,
  identity: PodIdentity,
  containers: readonly PodContainer[],
): Promise<boolean> {
  const removals = await Promise.allSettled(containers.map((container) => container.remove()));
  const lost = removals.find((removal) => removal.status === 'rejected' && isUnreachable(removal.reason));
  if (lost?.status === 'rejected') throw lost.reason;
  const isClear = await maker.removeLeftovers(identity);
  return isClear && removals.every(({ status }) => status === 'fulfilled');
}

/**
 * Removes every container that has all of the labels: what the engine made without ever saying so has no other name.
 * @returns false when one could not be removed
 * @throws PlatformFault `engine-unavailable` when the engine is gone
 */
export async function removeLabelled(
  docker: Docker,
  labels: Readonly<Record<string, string>>,
): Promise<boolean> {
  const filters = { label: Object.entries(labels).map(([label, value]) => `${label}=${value}`) };
  const listing = docker.listContainers({ all: true, filters });
  const found = await engineCall('list containers', 'internal', listing);
  const removals = found.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true }));
  return (await Promise.allSettled(removals)).every(({ status }) => status === 'fulfilled');
}

/** A removal that is merely slow is no reason to void a verdict: learner code might be what slows it (C14). */
function isUnreachable(error: unknown): boolean {
  return isEngineLost(error) && !(error instanceof PlatformFault && error.cause instanceof EngineSilence);
}
