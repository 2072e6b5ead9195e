import type { ContainerCreateOptions } from 'dockerode';
import {
  PROGRAM_RUNTIMES,
  SUBJECT_PORT,
  type ExerciseKind,
  type ProgramRuntime,
  type ServiceAccess,
  type ServiceName,
} from '#contracts';
import type { PodShape } from '#judging';
import { openFilesOf } from './port-budget.js';
import { hardenedContainer, MIB, sizedTmpfs } from './hardened-container.js';
import { listUpstreamPorts } from './upstream-ports.js';
import { memberOf, type PodIdentity, uidOf } from './pod-identity.js';

export interface SubjectShape {
  readonly index: number;
  /** Of the containers of this instance; the first one when it is not said. */
  readonly nth?: number;
  readonly kind: ExerciseKind;
  readonly runtime: ProgramRuntime;
  readonly limits: PodShape['limits'];
  /** How many there are of it in the pod: they share its ports. */
  readonly instances: number;
  readonly services: readonly ServiceAccess[];
  /** Names of what the grader plays. */
  readonly upstreams: readonly string[];
}

export const subjectPort = (index: number): number => SUBJECT_PORT + index;

/** The container of one instance of the learner's program. No mounts, no secrets but its own service passwords. */
export function subjectSpec(
  identity: PodIdentity,
  image: string,
  shape: SubjectShape,
): ContainerCreateOptions {
  const uid = uidOf('subject', identity.slot);
  const { limits } = shape;
  return hardenedContainer({
    ...memberOf(identity, `subject-${shape.index}`, shape.nth),
    image,
    args: [shape.kind],
    uid,
    memoryMib: limits.memoryMib,
    processes: limits.processes,
    cpus: limits.cpus,
    shmBytes: MIB,
    stdin: true,
    // SECURITY: A13: the launcher is its init. The engine's would run outside the launcher's filter.
    init: false,
    env: subjectEnvironment(shape),
    tmpfs: disksOf(shape, uid),
    workingDir: '/work',
    files: { open: openFilesOf(limits.processes, shape.instances), sizeBytes: limits.diskMib * MIB },
  });
}

/** SECURITY: A17: where nothing is built to be started, nothing that a program writes can be. Tidiness: docs/adr/0024. */
function disksOf({ runtime, limits }: SubjectShape, uid: number): Record<string, string> {
  const disk = sizedTmpfs({ sizeMib: limits.diskMib, uid });
  if (!PROGRAM_RUNTIMES[runtime].buildsExecutable) return { '/work': disk, '/tmp': disk };
  const program = sizedTmpfs({ sizeMib: limits.diskMib, uid, executable: true });
  return { '/work': disk, '/tmp': disk, '/program': program };
}

const SERVICE_URLS: Readonly<Record<ServiceName, (access: ServiceAccess) => string>> = {
  postgres: (access) => `DATABASE_URL=postgres://${loginOf(access)}@127.0.0.1:${access.port}/app`,
  redis: (access) => `REDIS_URL=redis://${loginOf(access)}@127.0.0.1:${access.port}`,
  rabbitmq: (access) => `RABBITMQ_URL=amqp://${loginOf(access)}@127.0.0.1:${access.port}/app`,
};

const loginOf = (access: ServiceAccess): string => `${access.subjectUser}:${access.subjectPassword}`;

/** SECURITY: B06: exactly this list. `HOSTNAME` without a value takes away the one that Docker would add. */
function subjectEnvironment({ index, runtime, services, upstreams }: SubjectShape): string[] {
  return [
    'PATH=/usr/local/bin:/usr/bin:/bin',
    'HOME=/work',
    'TMPDIR=/tmp',
    'LANG=C.UTF-8',
    `PORT=${subjectPort(index)}`,
    `INSTANCE=${index}`,
    ...PROGRAM_RUNTIMES[runtime].environment,
    ...services.map((access) => SERVICE_URLS[access.name](access)),
    ...listUpstreamPorts(upstreams).map(
      ({ name, port }) => `UPSTREAM_${name.toUpperCase()}_URL=http://127.0.0.1:${port}`,
    ),
    'HOSTNAME',
  ];
}
