import type { CgroupDirectories } from './cgroup-files.js';
import { readKernelFile } from './kernel-file.js';

/** One look at what one container uses. Counters run from the container's start. */
export interface UsageReading {
  readonly memoryBytes: number;
  /** The highest the kernel or the engine saw, page cache included; null where neither keeps it. */
  readonly kernelPeakBytes: number | null;
  /** Page cache of files, which is given back under pressure and is no use of the program's. */
  readonly fileCacheBytes: number;
  readonly cpuMs: number;
  readonly processes: number;
  readonly peakProcesses: number;
  /** How often a fork or a new thread was refused. */
  readonly processLimitHits: number;
  readonly oomKills: number;
}

/** @returns null when it is gone: its directory vanishes with it, and a reading that ended after that is no reading */
export function readCgroup(found: CgroupDirectories): UsageReading | null {
  const read: ReadCgroupFile = (controller, file) => readKernelFile(`${found[controller]}/${file}`);
  const usage = found.version === 1 ? readVersion1(read) : readVersion2(read);
  return read('pids', 'pids.current') === null ? null : usage;
}

/** Reads a file of a cgroup by name; null when the kernel does not have it. */
export type ReadCgroupFile = (controller: 'memory' | 'cpu' | 'pids', file: string) => string | null;

export function readVersion1(read: ReadCgroupFile): UsageReading {
  const fileCacheBytes = fileCacheOf(read('memory', 'memory.stat'), 'total_');
  return {
    memoryBytes: Math.max(0, toNumber(read('memory', 'memory.usage_in_bytes')) - fileCacheBytes),
    kernelPeakBytes: toNumber(read('memory', 'memory.max_usage_in_bytes')),
    fileCacheBytes,
    cpuMs: toNumber(read('cpu', 'cpuacct.usage')) / 1e6,
    ...readPids(read),
    oomKills: valueOf(read('memory', 'memory.oom_control'), 'oom_kill'),
  };
}

export function readVersion2(read: ReadCgroupFile): UsageReading {
  const fileCacheBytes = fileCacheOf(read('memory', 'memory.stat'), '');
  const peak = read('memory', 'memory.peak');
  return {
    memoryBytes: Math.max(0, toNumber(read('memory', 'memory.current')) - fileCacheBytes),
    // memory.peak is there since Linux 5.19.
    kernelPeakBytes: peak === null ? null : toNumber(peak),
    fileCacheBytes,
    cpuMs: valueOf(read('cpu', 'cpu.stat'), 'usage_usec') / 1e3,
    ...readPids(read),
    oomKills: valueOf(read('memory', 'memory.events'), 'oom_kill'),
  };
}

function readPids(
  read: ReadCgroupFile,
): Pick<UsageReading, 'processes' | 'peakProcesses' | 'processLimitHits'> {
  const processes = toNumber(read('pids', 'pids.current'));
  // pids.peak is there since Linux 6.6.
  const peakProcesses = Math.max(processes, toNumber(read('pids', 'pids.peak')));
  return { processes, peakProcesses, processLimitHits: valueOf(read('pids', 'pids.events'), 'max') };
}

/** tmpfs pages are not in here: the kernel counts them as shmem, so a program's disk is part of its memory. */
function fileCacheOf(stat: string | null, prefix: string): number {
  return valueOf(stat, `${prefix}inactive_file`) + valueOf(stat, `${prefix}active_file`);
}

/** The number after `key` in a file of `key value` lines, or 0. */
function valueOf(text: string | null, key: string): number {
  const line = text?.split('\n').find((candidate) => candidate.startsWith(`${key} `));
  return toNumber(line?.slice(key.length + 1) ?? null);
}

function toNumber(text: string | null): number {
  const value = Number(text?.trim() ?? 0);
  return Number.isFinite(value) ? value : 0;
}
