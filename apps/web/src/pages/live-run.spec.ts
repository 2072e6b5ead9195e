import { describe, expect, it } from '@jest/globals';
import type { LiveEvent } from '#contracts';
import { NEW_RUN, takeEvent } from './live-run.js';

const test = (index: number): LiveEvent => ({ type: 'test', index, group: 'Basics', status: 'passed' });
const after = (...events: LiveEvent[]) => events.reduce(takeEvent, NEW_RUN);

describe('takeEvent', () => {
  it('collects tests in the order they end', () => {
    const run = after(
      { type: 'status', status: 'testing', attempt: 1 },
      { type: 'plan', total: 2 },
      test(1),
      test(0),
    );

    expect(run).toMatchObject({ status: 'testing', total: 2 });
    expect(run.tests.map((entry) => entry.index)).toEqual([1, 0]);
  });

  it('starts over when another attempt begins, and remembers why', () => {
    const run = after(
      { type: 'plan', total: 2 },
      test(0),
      { type: 'retrying', attempt: 1, reason: 'Our fault.' },
      {
        type: 'status',
        status: 'preparing',
        attempt: 2,
      },
    );

    expect(run).toMatchObject({ tests: [], total: null, status: 'preparing', retryReason: 'Our fault.' });
  });

  it('forgets the queue position once the run has left the queue', () => {
    const run = after(
      { type: 'queue-position', position: 3 },
      { type: 'status', status: 'building', attempt: 1 },
    );

    expect(run.queuePosition).toBeNull();
  });
});
