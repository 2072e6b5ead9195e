import { writeFileSync } from 'node:fs';
import type { CgroupDirectories } from '../usage/cgroup-files.js';
import { readKernelFile } from '../usage/kernel-file.js';

/**
 * Lets a running container use processor time later that it left before, at most as much as a period allows it: else the kernel
 * would hold a program still that loads its libraries with several threads, after seconds in which it did nothing. What it may use
 * in the long run is the same. Docs: `docs/adr/0028`.
 * @param found null where the host's files are out of reach; then it may not, nor where the kernel knows no bursts
 */
export function allowBursts(found: CgroupDirectories | null): void {
  if (found === null || found.bandwidth === null) return;
  const { limit, burst } = FILES[found.version];
  // Of version 2 the period follows; -1 and `max` are no limit.
  const [quota = ''] = (readKernelFile(`${found.bandwidth}/${limit}`) ?? '').trim().split(' ');
  if (!/^[1-9]\d*$/.test(quota)) return;
  try {
    writeFileSync(`${found.bandwidth}/${burst}`, quota, { flag: 'r+' });
  } catch {
    // A kernel before 5.14, or a worker that may not: the container has its limit, to the period.
  }
}

/** Kernel documentation, scheduler/sched-bwc.rst and cgroup-v2.rst. In microseconds. */
const FILES: Readonly<Record<CgroupDirectories['version'], { limit: string; burst: string }>> = {
  1: { limit: 'cpu.cfs_quota_us', burst: 'cpu.cfs_burst_us' },
  2: { limit: 'cpu.max', burst: 'cpu.max.burst' },
};
