import { describe, expect, it } from '@jest/globals';
import { measureRate, median } from './measure.js';
import { renderReport } from './render-report.js';

describe('median', () => {
  it('takes the middle, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 9])).toBe(3);
  });
});

describe('measureRate', () => {
  it('runs as often as told and never more at once than told', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;

    await measureRate(7, 2, async () => {
      runs += 1;
      most = Math.max(most, ++running);
      await Promise.resolve();
      running -= 1;
    });

    expect({ runs, most }).toEqual({ runs: 7, most: 2 });
  });
});

describe('renderReport', () => {
  it('shows ratios against both baselines of the same row', () => {
    const row = {
      slug: 'todo',
      native: { latencyMs: 100, cpuMs: 200 },
      naive: { latencyMs: 400, cpuMs: 500, perMinute: 60 },
      ours: { latencyMs: 200, cpuMs: 1000, perMinute: 90 },
    };

    const report = renderReport([row], { cpu: 'A', cores: 2, memoryGib: 24, node: 'v20', engine: 'Docker' });

    expect(report).toContain('| todo | 100 ms | 400 ms | 200 ms | 2.00× | 0.50× |');
    expect(report).toContain('| todo | 60 | 90 | 1.50× |');
  });
});
