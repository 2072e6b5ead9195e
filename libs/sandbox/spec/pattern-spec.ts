import type { ContainerCreateOptions } from 'dockerode';
import { hardenedContainer, KIB } from './hardened-container.js';
import { coreMembership, makeId, PAUSE_UID, type PauseIdentity } from './pod-identity.js';

/** What a pattern's own program is: nothing, for as long as it is needed. */
export const PLACEHOLDER: readonly string[] = ['/bin/sleep', 'infinity'];

/**
 * A container that others are made like (runc/patterns.ts).
 * @param order of one of those: it says which image, and whether the engine's init goes before what that starts
 */
export function patternSpec(
  identity: PauseIdentity,
  { Image = '', HostConfig }: ContainerCreateOptions,
): ContainerCreateOptions {
  const spec = hardenedContainer({
    ...coreMembership(identity, `pattern-${makeId()}`),
    image: Image,
    uid: PAUSE_UID,
    memoryMib: 16,
    processes: 16,
    cpus: 1,
    shmBytes: 64 * KIB,
    stdin: false,
    init: HostConfig?.Init ?? false,
    env: [],
    tmpfs: {},
  });
  return { ...spec, Entrypoint: [...PLACEHOLDER], Cmd: [] };
}
