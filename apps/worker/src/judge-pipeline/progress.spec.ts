import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { LiveEvent, SubmissionId } from '#contracts';
import type { RunningStatus } from '#persistence';
import { Progress } from './progress.js';

const SUBMISSION = { id: '5f5c4d83-8f0e-4a1b-9a06-1f7f0c8d5e11' as SubmissionId, attempt: 2 };

/** A progress whose row takes a status only when it is let. */
function openProgress(write: () => Promise<boolean> = () => Promise.resolve(true)) {
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
  );
  const enter = (status: RunningStatus) => progress.tell({ type: 'status', status, attempt: 2 });
  return { progress, enter, told, kept, warnings };
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
    for (const status of ['preparing', 'building', 'starting', 'testing'] as const) enter(status);
    await turn();
    expect(kept).toEqual(['preparing']);

    writes.shift()!();
    await turn();
    expect(kept).toEqual(['preparing', 'testing']);

    writes.shift()!();
    await progress.end();
    expect(kept).toEqual(['preparing', 'testing']);
  });

  it('writes again for what comes later', async () => {
    const { enter, kept } = openProgress();
    enter('preparing');
    await turn();
    enter('testing');
    await turn();

    expect(kept).toEqual(['preparing', 'testing']);
  });

  it('goes on when the row could not be written', async () => {
    const { enter, progress, kept, warnings } = openProgress(() => Promise.reject(new Error('away')));
    enter('preparing');
    await turn();
    enter('testing');
    await progress.end();

    expect(kept).toEqual(['preparing', 'testing']);
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
