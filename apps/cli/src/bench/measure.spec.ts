import { describe, expect, it } from '@jest/globals';
import { judgeCompany, judgeGoals, judgeIntake, judgeStart, judgeStreams, type Row } from './judge-goals.js';
import { measureLoad, quantile } from './measure.js';
import { renderReport } from './render-report.js';

describe('quantile', () => {
  it('takes the value at that place, or one between two in proportion', () => {
    expect(quantile([9, 1, 5], 0.5)).toBe(5);
    expect(quantile([4, 1, 2, 9], 0.5)).toBe(3);
    expect(quantile([0, 100], 0.95)).toBe(95);
    expect(quantile([7], 0.95)).toBe(7);
  });
});

describe('measureLoad', () => {
  it('runs as often as told and never more at once than told', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;

    const run = async () => {
      runs += 1;
      most = Math.max(most, ++running);
      await Promise.resolve();
      running -= 1;
    };
    await measureLoad({ times: 7, atOnce: 2, cores: 2 }, () => Promise.resolve({ run }));

    expect({ runs, most }).toEqual({ runs: 7, most: 2 });
  });
});

const measured = (latencyMs: number, cpuMs: number) => ({
  latencyMs,
  p95Ms: latencyMs + 1,
  cpuMs,
  memoryMib: 64,
});
const load = (perMinute: number, p95Ms: number) => ({ perMinute, p50Ms: 1, p95Ms, busy: 0.9 });
const row: Row = {
  slug: 'todo',
  label: 'a service',
  goals: { ofNative: 0.8, ofJest: 0.15, ofFresh: 0.2, cpuAboveNativeMs: 130 },
  native: measured(200, 300),
  jest: measured(1500, 900),
  naive: measured(1000, 500),
  warm: measured(150, 420),
  cold: measured(1300, 600),
  naiveLoad: load(60, 10),
  load2: load(120, 1000),
  load8: load(180, 4000),
};

describe('judgeGoals', () => {
  it('tells of each goal whether this run met it', () => {
    expect(judgeGoals([row]).map(({ value, met }) => [value, met])).toEqual([
      [0.75, true],
      [0.1, true],
      [0.15, true],
      [1.3, false],
      [120, true],
      [3, true],
      [4, true],
      [0.9, true],
    ]);
  });

  it('has none where a workload has no bound', () => {
    const names = judgeGoals([{ ...row, goals: { ofNative: 1, cpuAboveNativeMs: 250 } }]).map(
      ({ name }) => name,
    );

    expect(names).toContain('todo: latency, warm ÷ native');
    expect(names.filter((name) => /npx jest|warm ÷ fresh/.test(name))).toEqual([]);
  });
});

describe('judgeCompany', () => {
  it('compares huge submissions with small ones, slow clients with nobody, and a flood with full slots', () => {
    const figures = {
      aloneMs: 100,
      ordinaryMs: 200,
      hugeMs: 210,
      slowMs: 120,
      fullMs: 300,
      floodMs: 450,
    };

    expect(judgeCompany(figures).map(({ value, met }) => [value, met])).toEqual([
      [1.05, true],
      [1.2, false],
      [1.5, true],
    ]);
  });
});

describe('judgeStart', () => {
  it('wants the API after two seconds and a pod after four', () => {
    expect(judgeStart({ apiMs: 1900, podMs: 4100 }).map(({ met }) => met)).toEqual([true, false]);
  });
});

describe('judgeIntake', () => {
  it('counts what one processor could take in a second, and looks at the slowest at half load', () => {
    const intake = { perSecond: 500, apiCpuMs: 0.8, halfLoad: { perSecond: 250, p50Ms: 5, p99Ms: 60 } };

    expect(judgeIntake(intake).map(({ value, met }) => [value, met])).toEqual([
      [1250, true],
      [60, false],
    ]);
  });
});

describe('judgeStreams', () => {
  it('wants every event on every stream', () => {
    const figures = { streams: 2000, events: 10_000, p50Ms: 5, p99Ms: 60, apiCpuMs: 1, kibPerStream: 40 };

    expect(judgeStreams({ ...figures, missed: 0 }).every(({ met }) => met)).toBe(true);
    expect(judgeStreams({ ...figures, missed: 1 }).map(({ met }) => met)).toEqual([true, false]);
  });
});

describe('renderReport', () => {
  it('shows ratios within a row, and the goals', () => {
    const machine = { cpu: 'A', cores: 2, memoryGib: 24, node: 'v20', engine: 'Docker' };

    const report = renderReport([row], judgeGoals([row]), machine);

    expect(report).toContain(
      '| todo | 200 ms (201) | 1500 ms (1501) | 1000 ms (1001) | 150 ms (151) | 1300 ms (1301) | 0.75× | 0.10× | 0.15× | 1.30× |',
    );
    expect(report).toContain('| todo | 300 ms | 900 ms | 500 ms | 420 ms | 600 ms | 120 ms |');
    expect(report).toContain('| todo | 64 MiB | 64 MiB | 64 MiB | 64 MiB | 64 MiB |');
    expect(report).toContain('| todo: latency, cold ÷ fresh containers | 1.20 | 1.30 | not met |');
  });
});
