import type { Writable } from 'node:stream';
import type { CgroupDirectories } from '../usage/cgroup-files.js';
import type { KernelWords } from '../usage/kernel-log.js';

export interface ContainerExit {
  readonly exitCode: number | null;
  readonly oomKilled: boolean;
}

/** Where a container's output goes, as it comes. */
export interface OutputSink {
  stdout(bytes: Buffer): void;
  stderr(bytes: Buffer): void;
}

/** One life of a container: from start to exit. A container that is started again gets a new one. */
export interface ContainerRun {
  readonly stdin: Writable;
  readonly pid: number;
  readonly imageId: string;
  /** null where the host's files are out of reach. */
  readonly cgroup: CgroupDirectories | null;
  /** Settles when the engine has noted that its process is gone; rejects with `engine-unavailable` when the engine went first, or somebody removed the container. */
  readonly exit: Promise<ContainerExit>;
  /** Settles when nothing of it runs any more, which the kernel knows before the engine has noted it. */
  readonly gone: () => Promise<void>;
  /** Settles when the last output was read. */
  readonly outputEnd: Promise<void>;
  /** Neither writes nor reads any more: whatever else it says is lost, and costs nothing. */
  readonly hangUp: () => void;
  /** Writes to one of its streams, as its first process would. @returns false when that has ended, or is out of reach */
  readonly writeBehind: (descriptor: 1 | 2, bytes: Buffer) => Promise<boolean>;
  /** What the kernel says of it, once it has ended. */
  readonly readLastWords: () => KernelWords;
  /** One reading of the engine's own statistics, where there is no `cgroup` to read. */
  readonly readStats: () => Promise<unknown>;
}

/** A container of a pod. Knows nothing of what runs in it. */
export interface PodContainer {
  readonly name: string;
  /** Starts it, or starts it again once it has ended, with its disks empty. Not a byte of output is missed. */
  start(sink: OutputSink): Promise<ContainerRun>;
  /** To its first process. @returns false when the container was not running */
  signal(signal: 'SIGTERM' | 'SIGKILL'): Promise<boolean>;
  /** Holds every process still. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** @throws PlatformFault when that cannot be found out */
  isRunning(): Promise<boolean>;
  /** SECURITY: invariant 8: kills and removes by container, whatever state it is in. */
  remove(): Promise<void>;
}
