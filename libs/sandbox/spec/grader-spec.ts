import type { ContainerCreateOptions } from 'dockerode';
import type { PodShape } from '#judging';
import { hardenedContainer, MIB, sizedTmpfs } from './hardened-container.js';
import { coreMembership, type CoreIdentity, uidOf } from './pod-identity.js';

const DISK_MIB = 32;
export const GRADER_MEMORY_MIB = 256;

/** What a grader of such a pod is started with: where its suite goes, and what to load ahead. */
export const graderArguments = ({ kind, services }: Pick<PodShape, 'kind' | 'services'>): string[] => [
  '/tmp/suite',
  kind,
  ...services,
];

/** The hidden suites' container. SECURITY: B04, B06: nothing secret in its arguments or environment; a suite comes on stdin. */
export function graderSpec(identity: CoreIdentity, image: string): ContainerCreateOptions {
  const uid = uidOf('grader', identity.slot);
  return hardenedContainer({
    ...coreMembership(identity, 'grader'),
    image,
    uid,
    memoryMib: GRADER_MEMORY_MIB,
    processes: 64,
    cpus: 1,
    shmBytes: MIB,
    stdin: true,
    // Its keeper is its init.
    init: false,
    env: ['PATH=/usr/local/bin:/usr/bin:/bin', 'HOME=/tmp', 'TMPDIR=/tmp', 'LANG=C.UTF-8', 'HOSTNAME'],
    tmpfs: { '/tmp': sizedTmpfs({ sizeMib: DISK_MIB, uid }) },
    workingDir: '/tmp',
    files: { open: 256, sizeBytes: DISK_MIB * MIB },
  });
}
