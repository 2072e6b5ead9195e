import { readFileSync } from 'node:fs';

/**
 * A file of `/proc` or of a cgroup, null when there is none. Synchronous on purpose: these files are in the kernel's memory, and
 * ten of them cost less than one thread-pool round trip each.
 */
export function readKernelFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
