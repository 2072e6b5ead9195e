import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { UserId } from '#contracts';
import { JudgingWorld } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';

let database: OpenTestDatabase;
let world: JudgingWorld;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await JudgingWorld.create(database.dataSource);
});
afterAll(async () => database[Symbol.asyncDispose]());

const LIMITS = { submissionsPerMinute: 4, concurrentPerUser: 1000 };

async function countRows(userId: UserId): Promise<number> {
  const [row] = await world.dataSource.query(
    'SELECT count(*)::int AS count FROM submissions WHERE user_id = $1',
    [userId],
  );
  return row.count;
}

describe('insert', () => {
  it('stores the row and its files in the order they were sent', async () => {
    const userId = await world.aUser();
    const files = [
      { path: 'src/z.ts', content: 'züri 😀\n' },
      { path: 'a.ts', content: '' },
    ];

    const { submission, replayed } = await world.submissions.insert(world.newSubmission(userId, { files }));

    expect(replayed).toBe(false);
    expect(submission).toMatchObject({ userId, status: 'queued', attempt: 0, outcome: null, judgedAt: null });
    expect(await world.submissions.listFiles(submission.id)).toEqual(files);
  });

  it('stores nothing when a file cannot be stored', async () => {
    const userId = await world.aUser();
    const files = [{ path: 'a.ts', content: 'a\0b' }];

    await expect(world.submit(userId, { files })).rejects.toThrow(/NUL/);

    expect(await countRows(userId)).toBe(0);
  });
});

describe('submissions that arrive together', () => {
  it('are stored whole, each with its own files', async () => {
    const users = await Promise.all(Array.from({ length: 80 }, () => world.aUser()));
    const filesOf = (userId: UserId, index: number) =>
      Array.from({ length: 1 + (index % 3) }, (_, at) => ({ path: `${at}.ts`, content: `${userId} ${at}` }));

    const inserted = await Promise.all(
      users.map((userId, index) => world.submit(userId, { files: filesOf(userId, index) })),
    );

    for (const [index, { id, userId }] of inserted.entries()) {
      expect(userId).toBe(users[index]);
      expect(await world.submissions.listFiles(id)).toEqual(filesOf(userId, index));
    }
  });

  it('are refused by themselves', async () => {
    const [ada, bob, cleo] = [await world.aUser(), await world.aUser(), await world.aUser()];
    const limits = { submissionsPerMinute: 1, concurrentPerUser: 1 };
    await world.submit(bob, { limits, idempotencyKey: 'key' });

    const [forAda, forBob, forCleo, again] = await Promise.allSettled([
      world.submit(ada, { limits }),
      world.submit(bob, { limits }),
      world.submit(cleo, { limits, idempotencyKey: 'key' }),
      world.submissions.insert(world.newSubmission(bob, { limits, idempotencyKey: 'key' })),
    ]);

    expect(forAda.status).toBe('fulfilled');
    expect(forBob).toMatchObject({ status: 'rejected', reason: { code: 'too-many-submissions' } });
    expect(forCleo.status).toBe('fulfilled');
    expect(again).toMatchObject({ status: 'fulfilled', value: { replayed: true } });
  });

  it('do not fail with one that the database refuses', async () => {
    const [first, ada, bob] = [await world.aUser(), await world.aUser(), await world.aUser()];
    const nobody = randomUUID() as UserId;

    // While the first is stored, the others come together.
    const [, forAda, forNobody, forBob] = await Promise.allSettled([
      world.submit(first),
      world.submit(ada),
      world.submit(nobody),
      world.submit(bob),
    ]);

    expect(forNobody).toMatchObject({ status: 'rejected', reason: { message: /submissions_user_fkey/ } });
    expect([forAda.status, forBob.status]).toEqual(['fulfilled', 'fulfilled']);
    expect([await countRows(ada), await countRows(bob)]).toEqual([1, 1]);
  });

  it('tell how many of the same user are ahead', async () => {
    const userId = await world.aUser();

    const inserted = await Promise.all([
      ...[1, 2, 3].map(() => world.submissions.insert(world.newSubmission(userId))),
      world.submissions.insert(world.newSubmission(await world.aUser())),
    ]);

    expect(inserted.map(({ ahead }) => ahead)).toEqual([0, 1, 2, 0]);
  });
});

describe('an Idempotency-Key', () => {
  it('answers a repeated request with the row of the first', async () => {
    const userId = await world.aUser();
    const request = world.newSubmission(userId, { idempotencyKey: 'key-1' });
    const first = await world.submissions.insert(request);
    await world.judge(first.submission.id, 'accepted', 100);

    const second = await world.submissions.insert(request);

    expect(second).toMatchObject({
      replayed: true,
      submission: { id: first.submission.id, status: 'judged' },
    });
    expect(await countRows(userId)).toBe(1);
  });

  it('is refused for another request', async () => {
    const userId = await world.aUser();
    await world.submit(userId, { idempotencyKey: 'key-1' });

    const other = world.submit(userId, { idempotencyKey: 'key-1', requestHash: 'another' });

    await expect(other).rejects.toMatchObject({ code: 'idempotency-conflict' });
  });

  it('belongs to one user', async () => {
    const [ada, bob] = [await world.aUser(), await world.aUser()];

    const first = await world.submit(ada, { idempotencyKey: 'same' });
    const second = await world.submit(bob, { idempotencyKey: 'same', requestHash: 'another' });

    expect(second.id).not.toBe(first.id);
  });

  it('stores one row for 50 parallel repeats', async () => {
    const userId = await world.aUser();
    const request = world.newSubmission(userId, { idempotencyKey: randomUUID() });

    const inserted = await Promise.all(Array.from({ length: 50 }, () => world.submissions.insert(request)));

    expect(inserted.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(inserted.map(({ submission }) => submission.id)).size).toBe(1);
    expect(await countRows(userId)).toBe(1);
  });

  it('replays even when the quota is used up', async () => {
    const userId = await world.aUser();
    const limits = { submissionsPerMinute: 1, concurrentPerUser: 1 };
    const request = world.newSubmission(userId, { idempotencyKey: 'key', limits });
    await world.submissions.insert(request);

    expect((await world.submissions.insert(request)).replayed).toBe(true);
  });
});

describe('the quota', () => {
  it.each([
    ['a minute', { submissionsPerMinute: 7, concurrentPerUser: 1000 }, 7],
    ['at a time', { submissionsPerMinute: 1000, concurrentPerUser: 3 }, 3],
  ])('accepts exactly as many of 50 parallel submissions as are allowed %s', async (_, limits, allowed) => {
    const userId = await world.aUser();

    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => world.submit(userId, { limits })),
    );

    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toHaveLength(50 - allowed);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'too-many-submissions' });
    expect(await countRows(userId)).toBe(allowed);
  });

  it('says when the next submission will be taken', async () => {
    const userId = await world.aUser();
    const ids = [];
    for (let sent = 0; sent < 4; sent++) ids.push((await world.submit(userId, { limits: LIMITS })).id);
    await world.age(ids[0]!, 40_000);

    const refusal = await world.submit(userId, { limits: LIMITS }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'too-many-submissions', extra: { retryAfterSeconds: 20 } });
    await world.age(ids[0]!, 20_000);

    await expect(world.submit(userId, { limits: LIMITS })).resolves.toBeDefined();
  });

  it('is each user’s own', async () => {
    const limits = { submissionsPerMinute: 1, concurrentPerUser: 1 };
    await world.submit(await world.aUser(), { limits });

    await expect(world.submit(await world.aUser(), { limits })).resolves.toBeDefined();
  });

  it('frees a place when a submission is judged', async () => {
    const userId = await world.aUser();
    const limits = { submissionsPerMinute: 1000, concurrentPerUser: 1 };
    const { id } = await world.submit(userId, { limits });
    await expect(world.submit(userId, { limits })).rejects.toMatchObject({ code: 'too-many-submissions' });

    await world.judge(id, 'crashed', 0);

    await expect(world.submit(userId, { limits })).resolves.toBeDefined();
  });

  const limits = { submissionsPerMinute: 1, concurrentPerUser: 1 };

  it('does not charge a system error', async () => {
    const userId = await world.aUser();
    const { id } = await world.submit(userId, { limits });
    await world.judge(id, 'system-error', null);

    await expect(world.submit(userId, { limits })).resolves.toBeDefined();
  });

  it('does not charge a submission whose attempt we voided', async () => {
    const userId = await world.aUser();
    const { id } = await world.submit(userId, { limits });
    const { attempt } = await world.mustClaim(id);
    const fault = { code: 'engine-unavailable', message: 'no engine' } as const;
    await world.submissions.release({ id, attempt, fault, notBeforeMs: 1000 });

    await expect(world.submit(userId, { limits })).resolves.toBeDefined();
  });

  it('does not charge a submission whose worker died', async () => {
    const userId = await world.aUser();
    const { id } = await world.submit(userId, { limits });
    await world.mustClaim(id);
    await world.expireLease(id);
    await world.mustClaim(id);

    await expect(world.submit(userId, { limits })).resolves.toBeDefined();
  });

  it('charges once for a submission that got its verdict in the end', async () => {
    const userId = await world.aUser();
    const { id } = await world.submit(userId, { limits });
    await world.mustClaim(id);
    await world.expireLease(id);
    await world.judge(id, 'accepted', 100);

    await expect(world.submit(userId, { limits })).rejects.toMatchObject({ code: 'too-many-submissions' });
  });
});
