import type { ContainerInfo } from 'dockerode';
import { LABELS } from '../spec/pod-identity.js';
import { findOwnerState } from './owner.js';

/** Longer than any run: wall limit (10 min at most), build, start, services, and room to spare. */
export const OLDEST_POD_SECONDS = 30 * 60;

type Found = Pick<ContainerInfo, 'Id' | 'Labels' | 'Created'>;

/**
 * The containers of pods that nobody looks after. A pod whose owner's process is gone is an orphan at once. Where that
 * cannot be known (a worker on another host or in another container uses the same engine), and for the living (one
 * whose teardown failed), age decides: no run lasts that long.
 */
export function findOrphans(
  containers: readonly Found[],
  nowSeconds: number,
  stateOf: typeof findOwnerState = findOwnerState,
): Found[] {
  return containers.filter((container) => {
    if (stateOf(container.Labels[LABELS.owner] ?? '') === 'dead') return true;
    return nowSeconds - container.Created > OLDEST_POD_SECONDS;
  });
}
