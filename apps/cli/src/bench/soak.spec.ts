import { describe, expect, it } from '@jest/globals';
import { SOAK_TITLE, renderSoak } from './render-soak.js';
import { splitReport } from './report-file.js';
import { judgeSoak, toWindow, type SoakWindow } from './soak-windows.js';

const aWindow = (overrides: Partial<SoakWindow> = {}): SoakWindow => ({
  verdicts: 100,
  p50Ms: 1_000,
  p99Ms: 4_000,
  apiMib: 150,
  workerMib: 120,
  descriptors: 80,
  containers: 8,
  ...overrides,
});
/** Twelve windows: the last three as told. */
const aSoak = (late: Partial<SoakWindow> = {}, wrong: string[] = []) => ({
  minutes: 60,
  windows: Array.from({ length: 12 }, (_, index) => (index < 9 ? aWindow() : aWindow(late))),
  wrong,
});

describe('toWindow', () => {
  it('takes medians of what was seen and quantiles of the latencies', () => {
    const sample = { apiMib: 100, workerMib: 90, descriptors: 50, containers: 6 };

    const window = toWindow(
      [sample, { ...sample, apiMib: 140 }, { ...sample, apiMib: 110 }],
      [{ latencyMs: 100 }, { latencyMs: 300 }, { latencyMs: 200 }],
    );

    expect(window).toMatchObject({ apiMib: 110, containers: 6, verdicts: 3, p50Ms: 200 });
    expect(window.p99Ms).toBeCloseTo(298);
  });
});

describe('judgeSoak', () => {
  it('is content when nothing grows, and when the first quarter was lower', () => {
    const steady = aSoak();
    const rising = { ...steady, windows: steady.windows.map((w, i) => (i < 3 ? { ...w, apiMib: 60 } : w)) };

    expect([steady, rising].flatMap(judgeSoak).every(({ met }) => met)).toBe(true);
  });

  it.each([
    ['memory of the API', { apiMib: 170 }],
    ['memory of the worker', { workerMib: 140 }],
    ['descriptors', { descriptors: 100 }],
    ['containers', { containers: 10 }],
    ['p99', { p99Ms: 6_000 }],
  ])('is not when %s grows', (name, late) => {
    const missed = judgeSoak(aSoak(late)).filter(({ met }) => !met);

    expect(missed.map((goal) => goal.name)).toEqual([`soak: ${name}, last quarter ÷ second`]);
  });

  it('is not when a verdict was wrong', () => {
    const missed = judgeSoak(aSoak({}, ['fork-bomb was judged accepted, not process-limit'])).filter(
      ({ met }) => !met,
    );

    expect(missed).toMatchObject([{ name: 'soak: wrong verdicts', value: 1 }]);
  });
});

describe('the section of a soak', () => {
  it('is kept when the benchmark is written anew, and taken the place of by the next one', () => {
    const machine = { cpu: 'A', cores: 2, memoryGib: 24, node: 'v20', engine: 'Docker' };
    const figures = aSoak();
    const section = renderSoak(figures, judgeSoak(figures), machine);

    const { report, soak } = splitReport(`# Benchmarks\n\ntext\n\n${section}`);

    expect([report, soak]).toEqual(['# Benchmarks\n\ntext\n', `\n${section}`]);
    expect(section.startsWith(SOAK_TITLE)).toBe(true);
    expect(section).toContain('| to 60.0 | 100 | 1000 ms | 4000 ms | 150 MiB | 120 MiB | 80 | 8 |');
    expect(splitReport('# Benchmarks\n')).toEqual({ report: '# Benchmarks\n', soak: '' });
  });
});
