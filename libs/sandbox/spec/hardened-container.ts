import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import type { Membership } from './pod-identity.js';

export const MIB = 1024 * 1024;
export const KIB = 1024;

/** What differs between the containers of a pod. Everything else is the same hardening for all. */
export interface ContainerShape extends Membership {
  readonly image: string;
  readonly uid: number;
  readonly memoryMib: number;
  readonly processes: number;
  readonly shmBytes: number;
  readonly stdin: boolean;
  readonly init: boolean;
  /** Appended to the image's entrypoint. */
  readonly args?: readonly string[];
  readonly env: readonly string[];
  readonly tmpfs: Readonly<Record<string, string>>;
  readonly workingDir?: string;
  readonly cpus?: number;
  readonly hostname?: string;
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly files?: { readonly open: number; readonly sizeBytes: number };
}

/** SECURITY: the baseline of every container of a pod. A field left out here would be Docker's default: so none is. */
export function hardenedContainer(shape: ContainerShape): ContainerCreateOptions {
  return {
    name: shape.name,
    Image: shape.image,
    User: `${shape.uid}:${shape.uid}`,
    ...(shape.args === undefined ? {} : { Cmd: [...shape.args] }),
    Env: [...shape.env],
    Labels: { ...shape.labels },
    Tty: false,
    OpenStdin: shape.stdin,
    StdinOnce: shape.stdin,
    AttachStdin: shape.stdin,
    AttachStdout: true,
    AttachStderr: true,
    // A probe of the image's own would run programs in the pod that nobody planned.
    Healthcheck: { Test: ['NONE'] },
    ...(shape.workingDir === undefined ? {} : { WorkingDir: shape.workingDir }),
    // SECURITY: B13: without one, a pod would learn the engine's id of its pause container.
    ...(shape.hostname === undefined ? {} : { Hostname: shape.hostname }),
    HostConfig: hardenedHostConfig(shape),
  };
}

function hardenedHostConfig(shape: ContainerShape): HostConfig {
  return {
    NetworkMode: shape.networkMode,
    Privileged: false,
    // SECURITY: A06, A10, A12, F06
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    // SECURITY: D12, D14, G07
    ReadonlyRootfs: true,
    // SECURITY: E07, B05: a name space of its own for each
    IpcMode: 'private',
    PidMode: '',
    // SECURITY: D06: without MemorySwap Docker would allow as much swap again.
    Memory: shape.memoryMib * MIB,
    MemorySwap: shape.memoryMib * MIB,
    // SECURITY: D01, D04
    PidsLimit: shape.processes,
    ...(shape.cpus === undefined ? {} : { NanoCpus: Math.round(shape.cpus * 1e9) }),
    ShmSize: shape.shmBytes,
    Tmpfs: { ...shape.tmpfs },
    Ulimits: ulimitsOf(shape),
    // SECURITY: D15: nothing a program writes reaches the host's disk.
    LogConfig: { Type: 'none', Config: {} },
    // SECURITY: D27: when the host runs out of memory a pod goes first.
    OomScoreAdj: 1000,
    Init: shape.init,
    AutoRemove: false,
    RestartPolicy: { Name: 'no' },
    ...(shape.sysctls === undefined ? {} : { Sysctls: { ...shape.sysctls } }),
  };
}

/** SECURITY: D11 and G08 (open files), D26 (no core dumps), D12 (size of one file). Never `nproc`: it counts per uid (D05). */
function ulimitsOf({ files }: ContainerShape): { Name: string; Soft: number; Hard: number }[] {
  if (files === undefined) return [];
  return [
    { Name: 'nofile', Soft: files.open, Hard: files.open },
    { Name: 'core', Soft: 0, Hard: 0 },
    { Name: 'fsize', Soft: files.sizeBytes, Hard: files.sizeBytes },
  ];
}

/** SECURITY: D08, D09: a disk in memory, bounded in bytes and in inodes, whose pages count against the container's memory. */
export function sizedTmpfs(options: {
  readonly sizeMib: number;
  readonly uid: number;
  readonly inodes?: number;
  /** Whether files on it may be started as programs. */
  readonly executable?: boolean;
}): string {
  const { sizeMib, uid, inodes = 4096, executable = false } = options;
  const exec = executable ? 'exec' : 'noexec';
  return `rw,nosuid,nodev,${exec},size=${sizeMib}m,nr_inodes=${inodes},mode=0700,uid=${uid},gid=${uid}`;
}
