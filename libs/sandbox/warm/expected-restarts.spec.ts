import { describe, expect, it } from '@jest/globals';
import type { PodShape } from '#judging';
import { ExpectedRestarts } from './expected-restarts.js';

const shape: PodShape = {
  kind: 'service',
  runtime: 'node',
  services: ['postgres'],
  upstreams: [],
  instances: 2,
  limits: { memoryMib: 256, cpus: 1, processes: 64, diskMib: 64 },
};
const crashes = { ...shape, suiteName: 'money-transfer hidden' };
const calm = { ...shape, suiteName: 'money-transfer public' };
const done = { stop: 'done' as const, exits: [] };
const crash = { instance: 0, exitCode: 1, oomKilled: false, duringTest: null };

describe('restarts that are expected', () => {
  it('are none where nothing has run', () => {
    expect(new ExpectedRestarts().of(crashes)).toEqual([]);
    expect(new ExpectedRestarts().ofShape(shape)).toEqual([]);
  });

  it('are those of the last run of the suite', () => {
    const expected = new ExpectedRestarts();
    expected.note(crashes, { report: done, restarts: [2, 1] });
    expect(expected.of(crashes)).toEqual([2, 1]);
    expect(expected.of(calm)).toEqual([]);

    expected.note(crashes, { report: done, restarts: [1, 0] });
    expect(expected.of(crashes)).toEqual([1, 0]);
  });

  it('are those of the last run in a pod of that shape, whatever the suite', () => {
    const expected = new ExpectedRestarts();
    expected.note(crashes, { report: done, restarts: [2, 0] });
    expect(expected.ofShape(shape)).toEqual([2, 0]);
    expect(expected.ofShape({ ...shape, services: [] })).toEqual([]);

    expected.note(calm, { report: done, restarts: [0, 0] });
    expect(expected.ofShape(shape)).toEqual([0, 0]);
    expect(expected.of(crashes)).toEqual([2, 0]);
  });

  it.each([
    ['was cut short', { stop: 'wall-timeout' as const, exits: [] }],
    ['saw a crash', { stop: 'done' as const, exits: [crash] }],
  ])('are not those of a run that %s', (_, report) => {
    const expected = new ExpectedRestarts();
    expected.note(crashes, { report: done, restarts: [2, 0] });
    expected.note(crashes, { report, restarts: [7, 0] });
    expect(expected.of(crashes)).toEqual([2, 0]);
    expect(expected.ofShape(shape)).toEqual([2, 0]);
  });
});
