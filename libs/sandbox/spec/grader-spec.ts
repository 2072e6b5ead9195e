import type { ContainerCreateOptions } from 'dockerode';
import type { PodShape } from '#judging';
import { hardenedContainer, MIB, sizedTmpfs } from './hardened-container.js';
import { memberOf, type PodIdentity, uidOf } from './pod-identity.js';

const DISK_MIB = 32;
export const GRADER_MEMORY_MIB = 256;

/** The hidden suite's container. SECURITY: B04, B06: nothing secret in its arguments or environment; the suite comes on stdin. */
export function graderSpec(
  identity: PodIdentity,
  image: string,
  { kind, services }: Pick<PodShape, 'kind' | 'services'>,
): ContainerCreateOptions {
  const uid = uidOf('grader', identity.slot);
  return hardenedContainer({
    ...memberOf(identity, 'grader'),
    image,
    uid,
    memoryMib: GRADER_MEMORY_MIB,
    processes: 64,
    cpus: 1,
    shmBytes: MIB,
    stdin: true,
    init: true,
    // What to load ahead.
    args: ['/tmp/suite', kind, ...services],
    env: ['PATH=/usr/local/bin:/usr/bin:/bin', 'HOME=/tmp', 'TMPDIR=/tmp', 'LANG=C.UTF-8', 'HOSTNAME'],
    tmpfs: { '/tmp': sizedTmpfs({ sizeMib: DISK_MIB, uid }) },
    workingDir: '/tmp',
    files: { open: 256, sizeBytes: DISK_MIB * MIB },
  });
}
