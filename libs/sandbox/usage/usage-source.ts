import { readFileSync, statfsSync } from 'node:fs';
import { findCgroup } from './cgroup-files.js';
import { readEngineStats } from './engine-stats.js';
import { readVersion1, readVersion2, type ReadCgroupFile, type UsageReading } from './usage-reading.js';

export interface DiskReading {
  readonly usedBytes: number;
  readonly full: boolean;
}

/** Where a running container's use is read. Answers null once the container is gone. */
export interface UsageSource {
  readUsage(): Promise<UsageReading | null>;
  readDisk(): DiskReading | null;
}

/**
 * The source for the container whose first process is `pid`: the kernel's cgroup files, which cost a fraction of a
 * millisecond, or the engine's statistics where the host's `/proc` and cgroups are out of reach (a worker in a container).
 */
export function openUsageSource(pid: number, stats: () => Promise<unknown>): UsageSource {
  const read = openCgroup(pid);
  return {
    readUsage:
      read === null ? () => stats().then(readEngineStats, () => null) : () => Promise.resolve(read()),
    readDisk: () => readDisk(pid),
  };
}

function openCgroup(pid: number): (() => UsageReading | null) | null {
  const processCgroup = readText(`/proc/${pid}/cgroup`);
  const found = processCgroup === null ? null : findCgroup(processCgroup, readText('/proc/mounts') ?? '');
  if (found === null) return null;
  const read: ReadCgroupFile = (controller, file) => readText(`${found[controller]}/${file}`);
  const exists = (): boolean => read('pids', 'pids.current') !== null;
  if (!exists()) return null;
  return () => {
    const usage = found.version === 1 ? readVersion1(read) : readVersion2(read);
    // The directory vanishes with the container: a reading that ended after that is no reading.
    return exists() ? usage : null;
  };
}

/** Synchronous on purpose: these files are in the kernel's memory, and ten of them cost less than one thread-pool round trip each. */
function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The learner's two disks. SECURITY: I06: mount points on a read-only root, asked for their size and never opened. */
const DISKS = ['work', 'tmp'];

function readDisk(pid: number): DiskReading | null {
  try {
    const disks = DISKS.map((name) => statfsSync(`/proc/${pid}/root/${name}`));
    return {
      usedBytes: Math.max(...disks.map((disk) => (disk.blocks - disk.bfree) * disk.bsize)),
      full: disks.some((disk) => disk.bfree === 0 || disk.ffree === 0),
    };
  } catch {
    return null;
  }
}
