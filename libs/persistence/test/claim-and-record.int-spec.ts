import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkerRepository, type WorkerNews } from '../operations/worker.repository.js';
import { aVerdict, JudgingWorld } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';

let database: OpenTestDatabase;
let world: JudgingWorld;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await JudgingWorld.create(database.dataSource);
});
afterAll(async () => database[Symbol.asyncDispose]());

async function aSubmission() {
  return world.submit(await world.aUser());
}

const someNews = (id: string): WorkerNews => ({
  id,
  host: 'judge-1',
  slots: 1,
  running: 1,
  runningAside: 0,
  gateOpen: true,
  trouble: null,
  mode: 'normal',
  engine: null,
  images: [],
  swept: 0,
  orphansRemoved: 0,
});

describe('claim', () => {
  it('gives row and files, counts the attempt and starts preparing', async () => {
    const files = [
      { path: 'z.js', content: 'first' },
      { path: 'a.js', content: '' },
    ];
    const { id } = await world.submit(await world.aUser(), { files });

    const claimed = await world.claim(id);

    expect(claimed).toMatchObject({ id, attempt: 1, tries: 1, status: 'preparing', files });
  });

  it('gives a fresh submission to exactly one of many workers (P18)', async () => {
    const { id } = await aSubmission();

    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, worker) => world.claim(id, { workerId: `worker-${worker}` })),
    );

    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    expect((await world.submissions.findById(id))?.attempt).toBe(1);
  });

  it('refuses while the lease runs, and takes over when it has run out', async () => {
    const { id } = await aSubmission();
    await world.mustClaim(id);

    expect(await world.claim(id, { workerId: 'worker-2' })).toBeNull();
    await world.expireLease(id);

    expect(await world.claim(id, { workerId: 'worker-2' })).toMatchObject({
      attempt: 2,
      tries: 2,
      faultCode: 'worker-lost',
      faultMessage: 'worker worker-1 stopped renewing its lease on attempt 1',
    });
  });

  it('counts the workers that died of it, and not those that have announced themselves since', async () => {
    const { id } = await aSubmission();
    const { dataSource } = world;
    const workers = new WorkerRepository(dataSource);
    const [killed, stalled] = [`killed-${id}`, `stalled-${id}`];
    for (const workerId of [killed, stalled]) {
      await workers.announce(someNews(workerId));
      await dataSource.query(`UPDATE workers SET seen_at = now() - interval '10 minutes' WHERE id = $1`, [
        workerId,
      ]);
      await world.mustClaim(id, { workerId });
      await world.expireLease(id);
    }
    const third = await world.mustClaim(id, { workerId: 'third' });
    await world.expireLease(id);
    await workers.announce(someNews(stalled));

    const fourth = await world.mustClaim(id, { workerId: 'fourth' });

    // The third was never announced: nothing is known of its end.
    expect([third.deadWorkers, fourth.deadWorkers]).toEqual([2, 1]);
  });

  it('gives an abandoned submission to exactly one of many workers', async () => {
    const { id } = await aSubmission();
    await world.mustClaim(id);
    await world.expireLease(id);

    const claims = await Promise.all(Array.from({ length: 20 }, () => world.claim(id)));

    expect(claims.flatMap((claim) => (claim ? [claim.attempt] : []))).toEqual([2]);
  });

  it('waits until a released submission is due', async () => {
    const { id } = await aSubmission();
    const { attempt } = await world.mustClaim(id);
    const fault = { code: 'engine-unavailable', message: 'no engine' } as const;
    await world.submissions.release({ id, attempt, fault, notBeforeMs: 30_000 });

    expect(await world.claim(id)).toBeNull();
    await world.age(id, 30_000);

    expect(await world.claim(id)).toMatchObject({ attempt: 2, faultCode: 'engine-unavailable' });
  });

  it('gives nothing for a judged or unknown submission', async () => {
    const { id } = await aSubmission();
    await world.judge(id, 'accepted', 100);

    expect(await world.claim(id)).toBeNull();
    expect(await world.claim('00000000-0000-4000-8000-000000000000' as typeof id)).toBeNull();
  });
});

describe('a running attempt', () => {
  it('keeps its claim by extending the lease', async () => {
    const { id } = await aSubmission();
    const { attempt } = await world.mustClaim(id);
    await world.expireLease(id);

    expect(await world.submissions.extendLease({ id, attempt, leaseMs: 60_000 })).toBe(true);

    expect(await world.claim(id)).toBeNull();
  });

  it('moves through its phases', async () => {
    const { id } = await aSubmission();
    const { attempt } = await world.mustClaim(id);

    expect(await world.submissions.setStatus({ id, attempt, status: 'testing' })).toBe(true);

    expect((await world.submissions.findById(id))?.status).toBe('testing');
  });

  it('is told that it lost its claim and changes nothing any more (P18, P19)', async () => {
    const { id } = await aSubmission();
    const stale = await world.mustClaim(id);
    await world.expireLease(id);
    const current = await world.mustClaim(id, { workerId: 'worker-2' });
    const old = { id, attempt: stale.attempt };

    expect(await world.submissions.extendLease({ ...old, leaseMs: 60_000 })).toBe(false);
    expect(await world.submissions.setStatus({ ...old, status: 'testing' })).toBe(false);
    expect(await world.submissions.record({ ...old, verdict: aVerdict('accepted', 100) })).toBe(false);
    const fault = { code: 'internal', message: 'late' } as const;
    expect(await world.submissions.release({ ...old, fault, notBeforeMs: 0 })).toBe(false);

    expect(await world.submissions.findById(id)).toMatchObject({
      status: 'preparing',
      attempt: current.attempt,
      outcome: null,
      verdict: null,
    });
  });
});

describe('record', () => {
  it('ends the submission and keeps the whole verdict', async () => {
    const { id } = await aSubmission();
    const { attempt } = await world.mustClaim(id);
    const verdict = aVerdict('partial', 62.5, { cause: 'Ünïcode “quotes” \\u0000 and 😀 are kept' });

    expect(await world.submissions.record({ id, attempt, verdict })).toBe(true);

    const judged = await world.submissions.findById(id);
    expect(judged).toMatchObject({ status: 'judged', outcome: 'partial', score: 62.5, verdict });
    expect(judged?.judgedAt).toBeInstanceOf(Date);
  });

  it('writes one verdict when the same attempt is recorded many times at once (P18)', async () => {
    const { id } = await aSubmission();
    const { attempt } = await world.mustClaim(id);

    const written = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        world.submissions.record({ id, attempt, verdict: aVerdict('partial', n) }),
      ),
    );

    expect(written.filter(Boolean)).toHaveLength(1);
    const rows = await world.dataSource.query('SELECT score FROM verdicts WHERE submission_id = $1', [id]);
    expect(rows).toEqual([{ score: written.indexOf(true) }]);
    expect((await world.submissions.findById(id))?.score).toBe(written.indexOf(true));
  });

  it('writes nothing for an attempt that was released', async () => {
    const { id } = await aSubmission();
    const { attempt } = await world.mustClaim(id);
    const fault = { code: 'internal', message: 'oops' } as const;
    await world.submissions.release({ id, attempt, fault, notBeforeMs: 0 });

    expect(await world.submissions.record({ id, attempt, verdict: aVerdict('accepted', 100) })).toBe(false);

    expect((await world.submissions.findById(id))?.status).toBe('queued');
  });

  it('clears the fault of an earlier attempt', async () => {
    const { id } = await aSubmission();
    await world.mustClaim(id);
    await world.expireLease(id);

    await world.judge(id, 'wrong-answer', 0);

    expect(await world.submissions.findById(id)).toMatchObject({ faultCode: null, outcome: 'wrong-answer' });
  });

  it.each([
    ['a NUL', 'a\0b', 'a\ufffdb'],
    ['half a surrogate pair', 'a\ud83db', 'a\ufffdb'],
    ['halves side by side', '\udfff\udfff\0', '\ufffd\ufffd\ufffd'],
    ['what only looks like one', '\\u0000 \\\\ud83d 😀 \\', '\\u0000 \\\\ud83d 😀 \\'],
  ])('keeps a verdict whose text holds %s (D18)', async (_, logTail, kept) => {
    const { id } = await aSubmission();
    const { attempt } = await world.mustClaim(id);
    const verdict = aVerdict('accepted', 100, { logTail, buildOutput: logTail });

    expect(await world.submissions.record({ id, attempt, verdict })).toBe(true);

    const stored = (await world.submissions.findForUser(id, null))?.verdict;
    expect([stored?.logTail, stored?.buildOutput]).toEqual([kept, kept]);
  });

  it('refuses to score a system error', async () => {
    const { id } = await aSubmission();
    const { attempt } = await world.mustClaim(id);

    const scored = world.submissions.record({ id, attempt, verdict: aVerdict('system-error', 0) });

    await expect(scored).rejects.toThrow(/verdicts_system_error_check/);
    expect((await world.submissions.findById(id))?.status).toBe('preparing');
  });
});

describe('release', () => {
  it('keeps the fault, and its wording can never make it fail', async () => {
    const { id } = await aSubmission();
    const { attempt } = await world.mustClaim(id);
    const fault = { code: 'pod-not-started', message: `no\0pod ${'x'.repeat(5000)}` } as const;

    expect(await world.submissions.release({ id, attempt, fault, notBeforeMs: 0 })).toBe(true);

    const row = await world.submissions.findById(id);
    expect(row).toMatchObject({ status: 'queued', faultCode: 'pod-not-started', tries: 1, attempt: 1 });
    expect(row?.faultMessage).toMatch(/^nopod x+$/);
  });

  it('does not count a try that an orderly shutdown cut short', async () => {
    const { id } = await aSubmission();
    const { attempt } = await world.mustClaim(id);
    const fault = { code: 'shutdown', message: 'the worker stops' } as const;

    await world.submissions.release({ id, attempt, fault, notBeforeMs: 0 });

    expect(await world.mustClaim(id)).toMatchObject({ attempt: 2, tries: 1 });
  });
});

describe('park', () => {
  it('ends the submission as a system error without a score', async () => {
    const { id } = await aSubmission();
    const { attempt } = await world.mustClaim(id);

    expect(await world.submissions.park({ id, attempt, verdict: aVerdict('system-error', null) })).toBe(true);

    expect(await world.submissions.findById(id)).toMatchObject({ outcome: 'system-error', score: null });
  });
});
