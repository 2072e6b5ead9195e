import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { LiveEvent, SubmissionId } from '#contracts';
import type { RunningStatus } from '#persistence';
import { Progress } from './progress.js';

const SUBMISSION = { id: '5f5c4d83-8f0e-4a1b-9a06-1f7f0c8d5e11' as SubmissionId, attempt: 2 };

const LONG_MS = 60_000;

/** A progress whose row takes a status only when it is let. */
function openProgress(write: () => Promise<boolean> = () => Promise.resolve(true), restMs = 1) {
  const told: string[] = [];
  const kept: RunningStatus[] = [];
  const warnings: string[] = [];
  const progress = new Progress(
    SUBMISSION,
    {
      publish: async (_id, _attempt, _number, ...events) => void told.push(...events.map(nameOf)),
      announce: async () => void told.push('row'),
    },
    {
      setStatus: ({ status }) => {
        kept.push(status);
        return write();
      },
    },
    { warn: (message: string) => warnings.push(message) },
    restMs,
  );
  const enter = (status: RunningStatus) => progress.tell({ type: 'status', status, attempt: 2 });
  return { progress, enter, told, kept, warnings };
}

async function until(holds: () => boolean): Promise<void> {
  for (const giveUpAt = Date.now() + 5_000; !holds(); await delay(1))
    if (Date.now() > giveUpAt) throw new Error('it never came to that');
}

const nameOf = (event: LiveEvent) => (event.type === 'status' ? event.status : event.type);

describe('Progress', () => {
  it('does not wait for the row before it says that all was told', async () => {
    const { progress, enter, told } = openProgress(() => new Promise(() => undefined));
    enter('preparing');
    enter('testing');

    await progress.flush();

    expect(told).toEqual(['preparing', 'testing']);
  });

  it('writes one status at a time, and of those that came meanwhile the last', async () => {
    const writes: (() => void)[] = [];
    const { enter, kept, progress } = openProgress(
      () => new Promise((resolve) => writes.push(() => resolve(true))),
    );
    enter('building');
    await until(() => kept.length === 1);
    for (const status of ['starting', 'testing'] as const) enter(status);
    await delay(10);
    expect(kept).toEqual(['building']);

    writes.shift()!();
    await until(() => kept.length === 2);
    writes.shift()!();
    await progress.end();

    expect(kept).toEqual(['building', 'testing']);
  });

  it('does not write what the claim has written', async () => {
    const { enter, kept } = openProgress();

    enter('preparing');
    await delay(10);

    expect(kept).toEqual([]);
  });

  it('writes nothing of an attempt that is over sooner, and does not hold it up', async () => {
    const { enter, kept, progress, told } = openProgress(undefined, LONG_MS);
    for (const status of ['preparing', 'building', 'starting', 'testing'] as const) enter(status);

    await progress.end();

    expect(kept).toEqual([]);
    expect(told).toEqual(['preparing', 'building', 'starting', 'testing']);
  });

  it('writes again for what comes later', async () => {
    const { enter, kept } = openProgress();
    enter('building');
    await until(() => kept.length === 1);
    await delay(10);

    enter('testing');
    await until(() => kept.length === 2);

    expect(kept).toEqual(['building', 'testing']);
  });

  it('goes on when the row could not be written', async () => {
    const { enter, progress, kept, warnings } = openProgress(() => Promise.reject(new Error('away')));
    enter('building');
    await until(() => kept.length === 1);
    enter('testing');
    await until(() => kept.length === 2);
    await progress.end();

    expect(kept).toEqual(['building', 'testing']);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain(`progress of ${SUBMISSION.id} was not told: Error: away`);
  });

  it('announces the row after what was told before', async () => {
    const { progress, enter, told } = openProgress();
    enter('preparing');
    progress.announce();

    await progress.end();

    expect(told).toEqual(['preparing', 'row']);
  });
});
