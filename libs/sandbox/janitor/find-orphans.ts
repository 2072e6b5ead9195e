import type { ContainerInfo } from 'dockerode';
import { LABELS } from '../spec/pod-identity.js';
import { findOwnerState } from './owner.js';

/** Longer than a pause is kept and any run takes: wall limit (10 min at most), build, start, services, and room to spare. */
export const OLDEST_POD_SECONDS = 60 * 60;

type Found = Pick<ContainerInfo, 'Id' | 'Labels' | 'Created'>;

/** The pods and pauses of the process that asks: it alone knows which of its own are still needed. */
export interface OwnPods {
  readonly owner: string;
  isNeeded(id: string): boolean;
}

/**
 * The containers that nobody looks after. A pod whose owner's process is gone is an orphan at once, and so is
 * one of our own that we do not need: its teardown failed, for instance because the engine was away. Other living workers
 * look after theirs. Where nothing can be known (a worker on another host or in another container uses the same engine), age
 * decides: no run lasts that long. A clock that is wrong must not cost a worker next to it its pods.
 */
export function findOrphans(
  containers: readonly Found[],
  nowSeconds: number,
  own: OwnPods | null,
  stateOf: typeof findOwnerState = findOwnerState,
): Found[] {
  return containers.filter((container) => {
    const owner = container.Labels[LABELS.owner] ?? '';
    if (owner === own?.owner)
      return !own.isNeeded(container.Labels[LABELS.pod] ?? container.Labels[LABELS.pause] ?? '');
    const state = stateOf(owner);
    if (state !== 'unknown') return state === 'dead';
    return nowSeconds - container.Created > OLDEST_POD_SECONDS;
  });
}

/** Of those that runc started, on this host: their owner is known to live, or not to. */
export function findOrphanedLives<Life extends { readonly owner: string; readonly podId: string }>(
  lives: readonly Life[],
  own: OwnPods | null,
  stateOf: typeof findOwnerState = findOwnerState,
): Life[] {
  return lives.filter(({ owner, podId }) =>
    owner === own?.owner ? !own.isNeeded(podId) : stateOf(owner) === 'dead',
  );
}
