import { describe, expect, it } from '@jest/globals';
import { readEngineStats } from './engine-stats.js';
import { readVersion1, readVersion2, type ReadCgroupFile } from './usage-reading.js';

const from =
  (files: Record<string, string>): ReadCgroupFile =>
  (controller, file) =>
    files[`${controller}/${file}`] ?? null;

const V1 = {
  'memory/memory.usage_in_bytes': '50000000\n',
  'memory/memory.max_usage_in_bytes': '90000000\n',
  'memory/memory.stat': 'cache 1\ninactive_file 7\ntotal_inactive_file 8000000\ntotal_active_file 2000000\n',
  'memory/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 3\n',
  'cpu/cpuacct.usage': '1500000000\n',
  'pids/pids.current': '12\n',
  'pids/pids.peak': '20\n',
  'pids/pids.events': 'max 4\n',
};
const V2 = {
  'memory/memory.current': '50000000\n',
  'memory/memory.peak': '90000000\n',
  'memory/memory.stat': 'anon 3\nfile 4\ninactive_file 8000000\nactive_file 2000000\n',
  'memory/memory.events': 'low 0\nhigh 0\nmax 9\noom 3\noom_kill 3\noom_group_kill 0\n',
  'cpu/cpu.stat': 'usage_usec 1500000\nuser_usec 1\nsystem_usec 2\n',
  'pids/pids.current': '12\n',
  'pids/pids.peak': '20\n',
  'pids/pids.events': 'max 4\n',
};
const EXPECTED = {
  memoryBytes: 40_000_000,
  kernelPeakBytes: 90_000_000,
  fileCacheBytes: 10_000_000,
  cpuMs: 1500,
  processes: 12,
  peakProcesses: 20,
  processLimitHits: 4,
  oomKills: 3,
};

describe('a usage reading', () => {
  it('is the same from cgroup version 1 and 2', () => {
    expect(readVersion1(from(V1))).toEqual(EXPECTED);
    expect(readVersion2(from(V2))).toEqual(EXPECTED);
  });

  it('does without the files that old kernels lack', () => {
    const { 'memory/memory.peak': _peak, 'pids/pids.peak': _pids, ...old } = V2;

    expect(readVersion2(from(old))).toEqual({ ...EXPECTED, kernelPeakBytes: null, peakProcesses: 12 });
  });

  it('is zero, never NaN, where a file says nothing', () => {
    expect(readVersion1(from({}))).toMatchObject({ memoryBytes: 0, cpuMs: 0, processes: 0, oomKills: 0 });
    expect(readVersion1(from({ 'pids/pids.current': 'max' })).processes).toBe(0);
  });

  it('comes from the engine’s statistics where cgroup files are out of reach', () => {
    const answer = {
      cpu_stats: { cpu_usage: { total_usage: 1_500_000_000 } },
      memory_stats: {
        usage: 50_000_000,
        max_usage: 90_000_000,
        stats: { total_inactive_file: 8_000_000, total_active_file: 2_000_000 },
      },
      pids_stats: { current: 12, limit: 64 },
    };

    expect(readEngineStats(answer)).toEqual({
      ...EXPECTED,
      peakProcesses: 12,
      processLimitHits: 0,
      oomKills: 0,
    });
    expect(readEngineStats({ ...answer, pids_stats: { current: 64, limit: 64 } })?.processLimitHits).toBe(1);
    expect(readEngineStats({ memory_stats: {} })).toMatchObject({ memoryBytes: 0, cpuMs: 0 });
    expect(readEngineStats('gone')).toBeNull();
  });
});
