import { describe, expect, it } from '@jest/globals';
import { SOAK_TITLE, renderSoak } from './render-soak.js';
import { splitReport } from './report-file.js';
import { judgeSoak, latencyOf, toWindow, type SoakWindow } from './soak-windows.js';

const verdictsOf = (...latencies: number[]) =>
  latencies.map((latencyMs) => ({ program: 'wrong-answer', latencyMs }));
const aWindow = (overrides: Partial<SoakWindow> = {}): SoakWindow => ({
  verdicts: verdictsOf(900, 1_000, 4_000),
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
  it('takes medians of what was seen, and keeps the verdicts', () => {
    const sample = { apiMib: 100, workerMib: 90, descriptors: 50, containers: 6 };

    const window = toWindow(
      [sample, { ...sample, apiMib: 140 }, { ...sample, apiMib: 110 }],
      verdictsOf(100, 300, 200),
    );

    expect(window).toMatchObject({ apiMib: 110, containers: 6, verdicts: verdictsOf(100, 300, 200) });
    expect(latencyOf(window.verdicts, 0.5)).toBe(200);
    expect(latencyOf(window.verdicts, 0.99)).toBeCloseTo(298);
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
    ['p99', { verdicts: verdictsOf(900, 1_000, 6_000) }],
  ])('is not when %s grows', (name, late) => {
    const missed = judgeSoak(aSoak(late)).filter(({ met }) => !met);

    expect(missed.map((goal) => goal.name)).toEqual([`soak: ${name}, last quarter ÷ second`]);
  });

  it('is content with one slow verdict in a quarter of hundreds', () => {
    const hundreds = Array.from({ length: 300 }, () => 1_000);
    const steady = aSoak({ verdicts: verdictsOf(...hundreds) });
    const { windows } = steady;
    windows[11] = aWindow({ verdicts: verdictsOf(...hundreds, 40_000) });

    const goals = judgeSoak({ ...steady, windows: windows.map((w, i) => (i < 9 ? windows[9]! : w)) });

    expect(goals.every(({ met }) => met)).toBe(true);
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
    expect(section).toContain(
      '| to 60.0 | 3 | 1000 ms | 3940 ms | 150 MiB | 120 MiB | 80 | 8 | wrong-answer 4 s, wrong-answer 1 s, wrong-answer 1 s |',
    );
    expect(splitReport('# Benchmarks\n')).toEqual({ report: '# Benchmarks\n', soak: '' });
  });
});
