import { randomBytes } from 'node:crypto';
import type { ContainerCreateOptions } from 'dockerode';
import { SERVICE_PORTS, type ExerciseKind, type ServiceAccess, type ServiceName } from '#contracts';
import { hardenedContainer, MIB, sizedTmpfs } from './hardened-container.js';
import { memberOf, type PodIdentity, uidOf } from './pod-identity.js';

interface ServiceSize {
  readonly memoryMib: number;
  readonly dataMib: number;
  readonly processes: number;
  readonly openFiles: number;
}

/** Memory holds the data too (tmpfs): Postgres 128 MiB beside its data, Redis the same for its own heap, RabbitMQ 288. */
const SIZES: Readonly<Record<ServiceName, ServiceSize>> = {
  // 60 connections of one process each, and the server's own; the template cluster takes about 40 MiB.
  postgres: { memoryMib: 384, dataMib: 256, processes: 96, openFiles: 1024 },
  redis: { memoryMib: 160, dataMib: 32, processes: 32, openFiles: 1024 },
  // About 85 MiB when idle; publishers are held back at 160 MiB, or 20 of its disk (advanced.config of the image).
  rabbitmq: { memoryMib: 384, dataMib: 96, processes: 48, openFiles: 1024 },
};

/** Where SQL is judged, Postgres has the memory that a program would have: a million rows with their indexes, twice. */
const SIZES_FOR_ARTIFACTS: Readonly<Record<ServiceName, ServiceSize>> = {
  ...SIZES,
  postgres: { ...SIZES.postgres, memoryMib: 768, dataMib: 512 },
};

const sizesOf = (kind: ExerciseKind): typeof SIZES => (kind === 'artifact' ? SIZES_FOR_ARTIFACTS : SIZES);

/** Random credentials of one service of one pod: the grader's role and the learner's. */
export function makeServiceAccess(name: ServiceName): ServiceAccess {
  const password = (): string => randomBytes(16).toString('hex');
  return {
    name,
    port: SERVICE_PORTS[name],
    user: 'grader',
    password: password(),
    subjectUser: 'app',
    subjectPassword: password(),
  };
}

export const serviceMemoryMib = (name: ServiceName, kind: ExerciseKind): number =>
  sizesOf(kind)[name].memoryMib;

export function serviceSpec(
  identity: PodIdentity,
  image: string,
  { access, kind }: { readonly access: ServiceAccess; readonly kind: ExerciseKind },
): ContainerCreateOptions {
  const size = sizesOf(kind)[access.name];
  const uid = uidOf(access.name, identity.slot);
  return hardenedContainer({
    ...memberOf(identity, access.name),
    image,
    uid,
    memoryMib: size.memoryMib,
    processes: size.processes,
    cpus: 1,
    shmBytes: MIB,
    stdin: false,
    init: true,
    env: [`GRADER_PASSWORD=${access.password}`, `APP_PASSWORD=${access.subjectPassword}`, 'HOSTNAME'],
    tmpfs: {
      '/data': sizedTmpfs({ sizeMib: size.dataMib, uid, inodes: 16_384 }),
      '/tmp': sizedTmpfs({ sizeMib: 4, uid, inodes: 256 }),
    },
    files: { open: size.openFiles, sizeBytes: size.dataMib * MIB },
  });
}
