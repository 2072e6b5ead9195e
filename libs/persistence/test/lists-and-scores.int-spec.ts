import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SubmissionId } from '#contracts';
import { anExercise } from '#testing';
import { ExerciseRepository } from '../exercises/exercise.repository.js';
import { anExerciseId, aSlug, aVersion, JudgingWorld } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';

let database: OpenTestDatabase;
let world: JudgingWorld;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await JudgingWorld.create(database.dataSource);
});
afterAll(async () => database[Symbol.asyncDispose]());

describe('findForUser', () => {
  it('hides a submission from everybody but its author and staff (P04)', async () => {
    const [ada, bob] = [await world.aUser(), await world.aUser()];
    const { id } = await world.submit(ada);

    expect(await world.submissions.findForUser(id, ada)).toMatchObject({ id });
    expect(await world.submissions.findForUser(id, bob)).toBeNull();
    expect(await world.submissions.findForUser(id, null)).toMatchObject({ id });
  });
});

describe('listForUser', () => {
  it('pages through everything once, newest first, also when times are equal', async () => {
    const userId = await world.aUser();
    for (let sent = 0; sent < 7; sent++) await world.submit(userId);
    await world.dataSource.query(
      `UPDATE submissions SET created_at = date_trunc('minute', created_at) WHERE user_id = $1
        AND id IN (SELECT id FROM submissions WHERE user_id = $1 LIMIT 4)`,
      [userId],
    );

    const seen = [];
    let cursor: string | undefined;
    do {
      const page = await world.submissions.listForUser(userId, { limit: 2, cursor });
      seen.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);

    expect(new Set(seen.map(({ id }) => id)).size).toBe(7);
    const times = seen.map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('does not repeat or skip when newer submissions arrive between pages', async () => {
    const userId = await world.aUser();
    const older = await world.submit(userId);
    const newer = await world.submit(userId);
    const first = await world.submissions.listForUser(userId, { limit: 1 });
    await world.submit(userId);

    const second = await world.submissions.listForUser(userId, { limit: 1, cursor: first.nextCursor! });

    expect(first.items[0]?.id).toBe(newer.id);
    expect(second.items[0]?.id).toBe(older.id);
    expect(second.nextCursor).toBeNull();
  });

  it('filters by exercise and outcome', async () => {
    const userId = await world.aUser();
    const passed = await world.submit(userId);
    const failed = await world.submit(userId, { exerciseSlug: aSlug('another') });
    await world.judge(passed.id, 'accepted', 100);
    await world.judge(failed.id, 'crashed', 10);
    const list = async (filter: { exercise?: string; outcome?: 'accepted' | 'crashed' }) =>
      (await world.submissions.listForUser(userId, { limit: 10, ...filter })).items.map(({ id }) => id);

    expect(await list({ exercise: 'another' })).toEqual([failed.id]);
    expect(await list({ outcome: 'accepted' })).toEqual([passed.id]);
    expect(await list({ exercise: 'another', outcome: 'accepted' })).toEqual([]);
  });

  it.each([
    '',
    'garbage',
    Buffer.from('["2026-01-01T00:00:00.000Z","x"]').toString('base64url'),
    `' OR 1=1 --`,
  ])('refuses the cursor %p', async (cursor) => {
    const listed = world.submissions.listForUser(await world.aUser(), { limit: 2, cursor });

    await expect(listed).rejects.toMatchObject({ code: 'bad-cursor' });
  });
});

describe('listUnqueued', () => {
  const take = async () =>
    (await world.submissions.listUnqueued({ olderThanMs: 5_000, limit: 1000 })).map(({ id }) => id);

  it('finds old queued rows and abandoned ones, and no others', async () => {
    const userId = await world.aUser();
    const [fresh, forgotten, abandoned, running, judged] = await Promise.all(
      Array.from({ length: 5 }, () => world.submit(userId)),
    );
    await world.mustClaim(abandoned!.id);
    await world.mustClaim(running!.id);
    await world.judge(judged!.id, 'accepted', 100);
    for (const old of [forgotten, abandoned, running, judged]) await world.age(old!.id, 10_000);
    await world.expireLease(abandoned!.id);

    const found = await take();

    expect(found).toEqual(expect.arrayContaining([forgotten!.id, abandoned!.id]));
    for (const other of [fresh, running, judged]) expect(found).not.toContain(other!.id);
  });

  it('hands a row out once until the time has passed again', async () => {
    const { id } = await world.submit(await world.aUser());
    await world.age(id, 10_000);

    expect(await take()).toContain(id);
    expect(await take()).not.toContain(id);
    await world.age(id, 10_000);

    expect(await take()).toContain(id);
  });

  it('reaches every row of a long queue although it takes a few at a time', async () => {
    const userId = await world.aUser();
    const ids: SubmissionId[] = [];
    for (let sent = 0; sent < 9; sent++) ids.push((await world.submit(userId)).id);
    for (const id of ids) await world.age(id, 10_000);

    const found: SubmissionId[] = [];
    for (let sweep = 0; sweep < 20; sweep++) {
      const rows = await world.submissions.listUnqueued({ olderThanMs: 5_000, limit: 3 });
      found.push(...rows.map(({ id }) => id).filter((id) => ids.includes(id)));
    }

    expect(found.toSorted()).toEqual(ids.toSorted());
  });

  it('shares the rows between sweepers that work at once', async () => {
    const userId = await world.aUser();
    const ids: SubmissionId[] = [];
    for (let sent = 0; sent < 9; sent++) ids.push((await world.submit(userId)).id);
    for (const id of ids) await world.age(id, 10_000);

    const sweeps = await Promise.all(Array.from({ length: 8 }, () => take()));

    const found = sweeps.flat().filter((id) => ids.includes(id));
    expect(found.toSorted()).toEqual(ids.toSorted());
  });

  it('leaves a released row alone until it is due', async () => {
    const { id } = await world.submit(await world.aUser());
    const { attempt } = await world.mustClaim(id);
    const fault = { code: 'internal', message: 'oops' } as const;
    await world.submissions.release({ id, attempt, fault, notBeforeMs: 60_000 });
    await world.age(id, 30_000);

    expect(await take()).not.toContain(id);
  });
});

describe('queueDepth', () => {
  it('counts what waits', async () => {
    const before = await world.submissions.queueDepth();
    const { id } = await world.submit(await world.aUser());
    await world.submit(await world.aUser());
    await world.mustClaim(id);

    expect(await world.submissions.queueDepth()).toBe(before + 1);
  });
});

describe('bestScores', () => {
  it('is the best of all graded submissions of each exercise (P23)', async () => {
    const userId = await world.aUser();
    const results = [
      ['partial', 40],
      ['partial', 80],
      ['wrong-answer', 0],
    ] as const;
    for (const [outcome, score] of results)
      await world.judge((await world.submit(userId)).id, outcome, score);
    const another = anExerciseId();
    await world.judge((await world.submit(userId, { exerciseId: another })).id, 'crashed', 0);

    expect(await world.submissions.bestScores(userId)).toEqual(
      new Map([
        [world.exercise.manifest.id, 80],
        [another, 0],
      ]),
    );
  });

  it('stays with an exercise whose folder is renamed', async () => {
    const userId = await world.aUser();
    await world.judge((await world.submit(userId, { exerciseSlug: aSlug('old-name') })).id, 'partial', 40);
    await world.judge((await world.submit(userId, { exerciseSlug: aSlug('new-name') })).id, 'partial', 30);

    expect(await world.submissions.bestScores(userId)).toEqual(new Map([[world.exercise.manifest.id, 40]]));
  });

  it('ignores public runs, system errors, unfinished and foreign submissions', async () => {
    const userId = await world.aUser();
    await world.judge((await world.submit(userId, { mode: 'public' })).id, 'accepted', 100);
    await world.judge((await world.submit(userId)).id, 'system-error', null);
    await world.submit(userId);
    await world.judge((await world.submit(await world.aUser())).id, 'accepted', 100);

    expect(await world.submissions.bestScores(userId)).toEqual(new Map());
  });

  it('keeps a pass when a new version comes out (P24)', async () => {
    const userId = await world.aUser();
    await world.judge((await world.submit(userId)).id, 'accepted', 100);
    const version = aVersion('b');
    await new ExerciseRepository(world.dataSource).publish(anExercise({ version }));

    await world.judge((await world.submit(userId, { exerciseVersion: version })).id, 'partial', 10);

    expect(await world.submissions.bestScores(userId)).toEqual(new Map([[world.exercise.manifest.id, 100]]));
  });

  it('keeps the score of a submission that is being judged again', async () => {
    const userId = await world.aUser();
    const { id } = await world.submit(userId);
    await world.judge(id, 'partial', 70);
    const bestScore = async () =>
      (await world.submissions.bestScores(userId)).get(world.exercise.manifest.id);

    await world.requeue(id);
    expect(await bestScore()).toBe(70);
    await world.judge(id, 'system-error', null);
    expect(await bestScore()).toBe(70);
    await world.requeue(id);
    await world.judge(id, 'partial', 65);

    expect(await bestScore()).toBe(65);
  });
});

describe('requeueUnscored', () => {
  it('queues a judged submission with a fresh count of tries and keeps the verdicts there were', async () => {
    const { id } = await world.submit(await world.aUser());
    await world.judge(id, 'system-error', null);

    expect(await world.submissions.requeueUnscored(id)).toBe(true);
    expect(await world.submissions.findById(id)).toMatchObject({
      status: 'queued',
      outcome: null,
      verdict: null,
    });
    expect(await world.mustClaim(id)).toMatchObject({ attempt: 2, tries: 1 });

    const verdicts = await world.dataSource.query('SELECT attempt FROM verdicts WHERE submission_id = $1', [
      id,
    ]);
    expect(verdicts).toEqual([{ attempt: 1 }]);
  });

  it('refuses what has a score, also from before a system error', async () => {
    const { id } = await world.submit(await world.aUser());
    await world.judge(id, 'wrong-answer', 0);

    expect(await world.submissions.requeueUnscored(id)).toBe(false);
    await world.requeue(id);
    await world.judge(id, 'system-error', null);

    expect(await world.submissions.requeueUnscored(id)).toBe(false);
  });

  it('refuses what is not judged', async () => {
    const { id } = await world.submit(await world.aUser());

    expect(await world.submissions.requeueUnscored(id)).toBe(false);
  });
});
