import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CgroupDirectories } from './cgroup-files.js';
import { openUsageSource } from './usage-source.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-cgroup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => {
  writeFileSync(join(folder, 'pids.events'), 'max 0\n');
  const found: CgroupDirectories = {
    version: 1,
    memory: folder,
    cpu: folder,
    pids: folder,
    freezer: null,
    bandwidth: null,
  };
  return openUsageSource(process.pid, found, () => Promise.resolve(null));
};

describe('refusals', () => {
  it('are counted before the kernel has told of them', () => {
    const source = open();

    writeFileSync(join(folder, 'pids.events'), 'max 3\n');
    const counted = source.refusals();
    source.close();

    expect(counted).toBe(3);
  });

  it('are remembered when the container is gone', () => {
    const source = open();
    writeFileSync(join(folder, 'pids.events'), 'max 1\n');
    source.refusals();

    rmSync(join(folder, 'pids.events'));
    const counted = source.refusals();
    source.close();

    expect(counted).toBe(1);
  });
});
