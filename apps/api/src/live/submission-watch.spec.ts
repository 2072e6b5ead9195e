import { describe, expect, it } from '@jest/globals';
import { SubmissionId, UserId, type LiveEvent, type StoredLiveEvent } from '#contracts';
import type { LiveUpdate, LiveUpdates } from '#live-updates';
import type { JudgedSubmission } from '#persistence';
import type { Caller } from '../http/caller.js';
import type { SubmissionsService } from '../submissions/submissions.service.js';
import type { Told } from './event-frame.js';
import { Reader } from './reader.js';
import { SubmissionWatchService } from './submission-watch.service.js';

const ID = SubmissionId.parse('7b0c7f3e-2f0e-4b43-9a51-3a6f4e0b7a10');
const CALLER: Caller = {
  id: UserId.parse(ID),
  email: '',
  displayName: '',
  role: 'learner',
  via: 'session',
  sessionId: ID,
};
const aTest = (index: number): LiveEvent => ({ type: 'test', index, group: 'Basics', status: 'passed' });
const JUDGED = { id: ID, attempt: 1, status: 'judged', outcome: 'accepted', score: 100 } as JudgedSubmission;

/** A stream as Redis would keep it. Like the real one, `watch` says `row-changed` once it has replayed what is there. */
class KeptEvents {
  readonly stored: StoredLiveEvent[] = [];

  async *watch(_: SubmissionId, afterId: string | null): AsyncGenerator<LiveUpdate, void> {
    const from = this.stored.findIndex(({ id }) => id === afterId) + 1;
    yield* this.stored.slice(from);
    yield 'row-changed';
  }
}

async function follow(
  live: KeptEvents,
  readRow: () => JudgedSubmission,
  afterId: string | null = null,
): Promise<Told[]> {
  const submissions = {
    get: () => Promise.resolve(readRow()),
    findPosition: () => Promise.resolve(null),
    withholdsTests: () => Promise.resolve(false),
  };
  const watch = new SubmissionWatchService(
    live as unknown as LiveUpdates,
    submissions as unknown as SubmissionsService,
  );
  const told: Told[] = [];
  const reader = new Reader(CALLER, () => Promise.resolve(CALLER));
  for await (const entry of watch.follow(reader, ID, afterId, new AbortController().signal)) told.push(entry);
  return told;
}

const idsOf = (told: readonly Told[]) => told.map((entry) => (entry === 'heartbeat' ? entry : entry.id));

describe('following a submission', () => {
  it('loses no test that was told between the last look at the stream and the verdict', async () => {
    const live = new KeptEvents();
    live.stored.push({ id: '1-1', event: aTest(0) });

    const told = await follow(live, () => {
      live.stored.push({ id: '1-2', event: aTest(1) }, { id: '1-3', event: aTest(2) });
      return JUDGED;
    });

    expect(idsOf(told)).toEqual(['1-1', '1-2', '1-3', '1-1000000']);
  });

  it('ends an attempt with its verdict, leaving what a later attempt tells to whoever comes back', async () => {
    const live = new KeptEvents();

    const told = await follow(live, () => {
      live.stored.push({ id: '1-1', event: aTest(0) }, { id: '2-1', event: aTest(0) });
      return JUDGED;
    });

    expect(idsOf(told)).toEqual(['1-1', '1-1000000']);
  });

  it('passes on no verdict that Redis holds', async () => {
    const live = new KeptEvents();
    live.stored.push({ id: '1-1', event: { type: 'judged', outcome: 'wrong-answer', score: 0 } });

    const told = await follow(live, () => JUDGED);

    expect(told).toEqual([{ id: '1-1000000', event: { type: 'judged', outcome: 'accepted', score: 100 } }]);
  });
});
