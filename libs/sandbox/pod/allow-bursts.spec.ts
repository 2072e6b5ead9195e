import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CgroupDirectories } from '../usage/cgroup-files.js';
import { allowBursts } from './allow-bursts.js';

/** A folder of plain files in place of the kernel's. */
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'touchstone-bursts-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const cgroup = (version: 1 | 2, bandwidth: string | null = directory): CgroupDirectories => ({
  version,
  memory: '',
  cpu: '',
  pids: '',
  freezer: null,
  bandwidth,
});
const write = (name: string, text: string) => writeFile(join(directory, name), text);
const read = async (name: string) => (await readFile(join(directory, name), 'utf8')).trim();

describe('bursts of a container', () => {
  it.each([
    [1, 'cpu.cfs_quota_us', '50000\n', 'cpu.cfs_burst_us', '50000'],
    [2, 'cpu.max', '150000 100000\n', 'cpu.max.burst', '150000'],
    [1, 'cpu.cfs_quota_us', '-1\n', 'cpu.cfs_burst_us', '0'],
    [2, 'cpu.max', 'max 100000\n', 'cpu.max.burst', '0'],
  ] as const)(
    'are as large as its limit: version %i, %s of %j',
    async (version, limit, is, burst, becomes) => {
      await write(limit, is);
      await write(burst, '0\n');

      allowBursts(cgroup(version));

      expect(await read(burst)).toBe(becomes);
      expect(await read(limit)).toBe(is.trim());
    },
  );

  it('are left alone where the kernel knows none, or its files are out of reach', async () => {
    await write('cpu.cfs_quota_us', '50000\n');

    allowBursts(cgroup(1));
    allowBursts(cgroup(2));
    allowBursts(cgroup(1, null));
    allowBursts(null);

    await expect(read('cpu.cfs_burst_us')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
