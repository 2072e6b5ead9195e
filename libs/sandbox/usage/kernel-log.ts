import { closeSync, constants, openSync, readSync } from 'node:fs';

const KERNEL_LOG = '/dev/kmsg';
/** The longest that one record of it can be. */
const RECORD_BYTES = 8192;

/** What the kernel says of a container that has ended. */
export interface KernelWords {
  /** One of its processes, because the container stood at its limit. */
  readonly killedForMemory: boolean;
  readonly refusedProcess: boolean;
}

export const NOTHING_SAID: KernelWords = { killedForMemory: false, refusedProcess: false };

/**
 * What the kernel's log says of a container. When it has ended the counters of its cgroup are gone, marks of a change that came late with
 * them; the engine learns of a kill by another way than of an end, and while the machine is busy it never hears of one in fifteen. The log
 * is bounded, and tells of ten kills in five seconds at most.
 * @param containerId whole
 * @returns nothing said as well where the log is out of reach
 */
export function readKernelLog(containerId: string, log = KERNEL_LOG): KernelWords {
  const records = readRecords(log).filter((record) => record.includes(containerId));
  // Where the whole host had no memory left, `oom_memcg` is missing, and it is not the container's fault.
  const kill = new RegExp(`oom-kill:.*\\boom_memcg=[^,]*${containerId}`);
  return {
    killedForMemory: records.some((record) => kill.test(record)),
    refusedProcess: records.some((record) => record.includes('fork rejected by pids controller')),
  };
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
