import { describe, expect, it } from '@jest/globals';
import type { LiveEvent } from '#contracts';
import { countEnded, NEW_RUN, takeEvent } from './live-run.js';

const test = (index: number, more: Partial<Extract<LiveEvent, { type: 'test' }>> = {}): LiveEvent => ({
  type: 'test',
  index,
  group: 'Basics',
  status: 'passed',
  ...more,
});
const PLAN: LiveEvent = {
  type: 'plan',
  total: 3,
  groups: [
    { name: 'Basics', total: 2, points: 10, allOrNothing: true },
    { name: 'Errors', total: 1, points: 5, allOrNothing: false },
  ],
};
const after = (...events: LiveEvent[]) => events.reduce(takeEvent, NEW_RUN);

describe('takeEvent', () => {
  it('knows all groups once the suite is loaded, before a test has ended', () => {
    const run = after({ type: 'status', status: 'starting', attempt: 1 }, PLAN);

    expect(run).toMatchObject({ status: 'starting', total: 3 });
    expect(run.groups).toEqual([
      { name: 'Basics', total: 2, points: 10, allOrNothing: true, earned: 0, tests: [] },
      { name: 'Errors', total: 1, points: 5, allOrNothing: false, earned: 0, tests: [] },
    ]);
  });

  it('puts each test into its group, in the order they end, with the points so far', () => {
    const run = after(
      PLAN,
      test(1, { earned: 0 }),
      test(0, { earned: 10 }),
      test(2, { group: 'Errors', status: 'failed' }),
    );

    expect(run.groups[0]?.tests.map(({ index }) => index)).toEqual([1, 0]);
    expect(run.groups.map(({ earned }) => earned)).toEqual([10, 0]);
    expect(countEnded(run)).toEqual({ passed: 2, failed: 1 });
  });

  it('makes groups of what ends when the plan names none', () => {
    const run = after({ type: 'plan', total: 2 }, test(0), test(1, { group: 'Errors' }));

    expect(run.groups.map(({ name, total }) => [name, total])).toEqual([
      ['Basics', null],
      ['Errors', null],
    ]);
  });

  it('starts over when another attempt begins, and remembers why', () => {
    const run = after(
      PLAN,
      test(0),
      { type: 'retrying', attempt: 1, reason: 'Our fault.' },
      { type: 'status', status: 'preparing', attempt: 2 },
    );

    expect(run).toMatchObject({ groups: [], total: null, status: 'preparing', retryReason: 'Our fault.' });
  });

  it('forgets the queue position once the run has left the queue', () => {
    const run = after(
      { type: 'queue-position', position: 3 },
      { type: 'status', status: 'building', attempt: 1 },
    );

    expect(run.queuePosition).toBeNull();
  });
});
