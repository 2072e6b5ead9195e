import { describe, expect, it } from '@jest/globals';
import { ExpectedRestarts } from './expected-restarts.js';

const suite = { suiteName: 'money-transfer hidden' };
const done = { stop: 'done' as const, exits: [] };
const crash = { instance: 0, exitCode: 1, oomKilled: false, duringTest: null };

describe('restarts that are expected', () => {
  it('are none of a suite that has not run', () => {
    expect(new ExpectedRestarts().of(suite)).toEqual([]);
  });

  it('are those of the last run', () => {
    const expected = new ExpectedRestarts();
    expected.note(suite, { report: done, restarts: [2, 1] });
    expect(expected.of(suite)).toEqual([2, 1]);
    expect(expected.of({ suiteName: 'money-transfer public' })).toEqual([]);

    expected.note(suite, { report: done, restarts: [1, 0] });
    expect(expected.of(suite)).toEqual([1, 0]);
  });

  it.each([
    ['was cut short', { stop: 'wall-timeout' as const, exits: [] }],
    ['saw a crash', { stop: 'done' as const, exits: [crash] }],
  ])('are not those of a run that %s', (_, report) => {
    const expected = new ExpectedRestarts();
    expected.note(suite, { report: done, restarts: [2] });
    expected.note(suite, { report, restarts: [7] });
    expect(expected.of(suite)).toEqual([2]);
  });
});
