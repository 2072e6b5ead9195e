import { closeSync, constants, openSync, readSync } from 'node:fs';

const KERNEL_LOG = '/dev/kmsg';
/** The longest that one record of it can be. */
const RECORD_BYTES = 8192;

/**
 * Whether the kernel's log says that a process of this container was killed because the container stood at its limit. The engine learns of
 * a kill by another way than of an end, and of one container in fifteen that end while the machine is busy it never does; by then the
 * counters of its cgroup are gone. The log is bounded, and tells of ten kills in five seconds at most.
 * @param containerId whole
 * @returns false as well where the log is out of reach
 */
export function wasKilledForMemory(containerId: string, log = KERNEL_LOG): boolean {
  // Where the whole host had no memory left, `oom_memcg` is missing, and it is not the container's fault.
  const kill = new RegExp(`oom-kill:[^\\n]*\\boom_memcg=[^,\\n]*${containerId}`);
  return readRecords(log).some((record) => kill.test(record));
}

/** Each read of the device is a record, and fails when there is no further one. */
function readRecords(log: string): string[] {
  const fd = openLog(log);
  if (fd === null) return [];
  try {
    const records: string[] = [];
    const bytes = Buffer.alloc(RECORD_BYTES);
    for (let length: number | null; (length = readRecord(fd, bytes)) !== 0;)
      if (length !== null) records.push(bytes.toString('latin1', 0, length));
    return records;
  } finally {
    closeSync(fd);
  }
}

function openLog(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
}

/** @returns 0 at the end; null for records that were lost before they could be read */
function readRecord(fd: number, bytes: Buffer): number | null {
  try {
    return readSync(fd, bytes);
  } catch (error) {
    return (error as { code?: string }).code === 'EPIPE' ? null : 0;
  }
}
