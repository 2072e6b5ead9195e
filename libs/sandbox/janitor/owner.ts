import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Names a worker so that any other worker can tell whether it still lives: `<host>-<boot>-<pid>-<start>-<random>`.
 * A pid alone is used again; with the process's start time (in ticks since boot) it is not. Both mean something only
 * on the host, in the pid namespace and during the boot they come from, so those are part of the name.
 */
export function makeOwner(): string {
  const start = readStartTime(process.pid) ?? '0';
  return [hostTag(), bootTag(), process.pid, start, randomBytes(3).toString('hex')].join('-');
}

/** `unknown` when the owner lives where this process cannot look, or is none of ours. */
export function findOwnerState(owner: string): 'alive' | 'dead' | 'unknown' {
  const [host, boot, pid, start] = owner.split('-');
  if (host !== hostTag()) return 'unknown';
  if (boot !== bootTag()) return 'dead';
  return start !== undefined && readStartTime(Number(pid)) === start ? 'alive' : 'dead';
}

function hostTag(): string {
  return hash(`${hostname()} ${readText('/etc/machine-id')} ${readPidNamespace()}`);
}

const bootTag = (): string => hash(readText('/proc/sys/kernel/random/boot_id'));

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** Field 22 of /proc/<pid>/stat; the second one, the name in parentheses, may hold spaces. A zombie is dead. */
function readStartTime(pid: number): string | null {
  const stat = readText(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' || fields[0] === 'Z' ? null : (fields[19] ?? null);
}

function readPidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
