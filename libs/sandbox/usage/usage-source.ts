import { closeSync, constants, openSync, statfsSync, watch } from 'node:fs';
import type { CgroupDirectories } from './cgroup-files.js';
import { readEngineStats } from './engine-stats.js';
import { readKernelFile } from './kernel-file.js';
import { readPodSockets, type SocketReading } from './pod-sockets.js';
import { readCgroup, type UsageReading } from './usage-reading.js';

export interface DiskReading {
  readonly usedBytes: number;
  readonly full: boolean;
}

/** Where a running container's use is read. Answers null once the container is gone, but for the disk. */
export interface UsageSource {
  readUsage(): Promise<UsageReading | null>;
  /** Also after the container's end, until closed: a program that dies of a full disk leaves it full. */
  readDisk(): DiskReading | null;
  readSockets(): SocketReading | null;
  /** How often a fork was refused, as far as the kernel says it now or has said it: so a program that dies of it is understood. */
  refusals(): number;
  close(): void;
}

/**
 * The source for the container whose first process is `pid`: the kernel's cgroup files, which cost a fraction of a
 * millisecond, or the engine's statistics where the host's `/proc` and cgroups are out of reach (a worker in a container).
 * @param found its cgroup files, null where they are out of reach
 * @param stats the engine's own
 */
export function openUsageSource(
  pid: number,
  found: CgroupDirectories | null,
  stats: () => Promise<unknown>,
): UsageSource {
  const read = found === null || readCgroup(found) === null ? null : () => readCgroup(found);
  const disks = openDisks(pid);
  const bell = found === null ? null : watchRefusals(`${found.pids}/pids.events`);
  return {
    readUsage:
      read === null ? () => stats().then(readEngineStats, () => null) : () => Promise.resolve(read()),
    readDisk: () => disks.read(),
    readSockets: () => readPodSockets(pid),
    refusals: () => bell?.count() ?? 0,
    close: () => {
      disks.close();
      bell?.close();
    },
  };
}

/**
 * The kernel marks `pids.events` as modified whenever it counts a refusal; its removal is no modification. On a busy host the mark may
 * come after the end of the program: so what is counted is read as well, for as long as the file is there.
 */
function watchRefusals(file: string): { count(): number; close(): void } | null {
  let marks = 0;
  let counted = 0;
  try {
    const watcher = watch(file, { persistent: false }, (type) => {
      if (type === 'change') marks += 1;
    });
    // Its directory goes with the container.
    watcher.on('error', () => watcher.close());
    const count = (): number => {
      counted = Math.max(counted, Number(/^max (\d+)/.exec(readKernelFile(file) ?? '')?.[1] ?? 0));
      return Math.max(marks, counted);
    };
    return { count, close: () => watcher.close() };
  } catch {
    return null;
  }
}

/** The learner's disks, of which not every runtime has the third. SECURITY: I06: mount points on a read-only root, asked for their size and never listed. */
const DISKS = ['work', 'tmp', 'program'];

/** Holds the mount points open: a program that dies takes its mounts along before they could be looked at. */
function openDisks(pid: number): { read(): DiskReading | null; close(): void } {
  let open = DISKS.map((name) => openMountPoint(`/proc/${pid}/root/${name}`)).filter((fd) => fd !== null);
  return {
    read: () => (open.length === 0 ? null : readDisks(open)),
    close: () => {
      for (const fd of open) closeSync(fd);
      open = [];
    },
  };
}

function openMountPoint(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch {
    return null;
  }
}

function readDisks(open: readonly number[]): DiskReading {
  const disks = open.map((fd) => statfsSync(`/proc/self/fd/${fd}`));
  return {
    usedBytes: Math.max(...disks.map((disk) => (disk.blocks - disk.bfree) * disk.bsize)),
    full: disks.some((disk) => disk.bfree === 0 || disk.ffree === 0),
  };
}
