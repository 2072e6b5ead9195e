import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import type { CohortDetail, Leaderboard } from '#contracts';
import { sendRoundAgain, testRedisUrl } from '#testing';
import { aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';
import { CohortWorld } from './cohort-world.js';

let world: ApiWorld;
let cohorts: CohortWorld;
let teacher: Account;
let cohort: CohortDetail;
beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish();
  cohorts = new CohortWorld(world);
});
beforeEach(async () => {
  teacher = await world.account('instructor');
  cohort = await cohorts.create(teacher);
});
afterAll(() => world.close());

const sql = (text: string, parameters: unknown[]) => world.app.get(DataSource).query(text, parameters);
const ask = (account: Account | null, query = '') =>
  cohorts.ask('get', cohort.id, `/leaderboard${query}`, account);
const read = async (account: Account | null, query = ''): Promise<Leaderboard> =>
  (await ask(account, query).expect(200)).body;
const score = async (account: Account, points: number) => {
  const id = await world.submit(account);
  await world.judge(id, points === 100 ? aVerdict() : aPartialVerdict({ score: points }));
  return id;
};
const rows = ({ items }: Leaderboard) => items.map(({ rank, points }) => [rank, points]);
/** Gives submissions times of their own: tests are faster than seconds. */
const submitAt = (id: string, moment: string) =>
  sql('UPDATE submissions SET created_at = $2 WHERE id = $1', [id, moment]);

describe('the board of a cohort', () => {
  it('orders by points, then by who reached them earlier, and knows its reader', async () => {
    const [ada, bob, eve] = await cohorts.learners(cohort, 3);
    const [first, second] = [await world.submit(ada!), await world.submit(bob!)];
    await submitAt(first, '2026-01-01T10:00:05Z');
    await submitAt(second, '2026-01-01T10:00:01Z');
    for (const id of [first, second]) await world.judge(id, aVerdict());
    await score(eve!, 50);

    const board = await read(ada!);

    expect(rows(board)).toEqual([
      [1, 100],
      [2, 100],
      [3, 50],
    ]);
    expect(board).toMatchObject({ title: 'Autumn', total: 3, mostPoints: 100, live: true, you: 'ranked' });
    expect(board.items.map(({ you }) => you)).toEqual([false, true, false]);
    expect(board.neighbours).toEqual(board.items);
  });

  it('shares a rank among those who reached the same in the same second', async () => {
    const learners = await cohorts.learners(cohort, 3);
    const ids = await Promise.all(learners.map((learner) => world.submit(learner)));
    for (const [index, id] of ids.entries()) {
      await submitAt(id, `2026-01-01T10:00:0${index === 2 ? 3 : 1}.${index}00Z`);
      await world.judge(id, aVerdict());
    }

    expect(rows(await read(teacher))).toEqual([
      [1, 100],
      [1, 100],
      [3, 100],
    ]);
  });

  it('comes in pages without gap or repetition, ties included', async () => {
    const learners = await cohorts.learners(cohort, 5);
    for (const learner of learners) {
      const id = await world.submit(learner);
      await submitAt(id, '2026-01-01T10:00:00Z');
      await world.judge(id, aVerdict());
    }

    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Leaderboard = await read(teacher, `?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(page.items.every(({ rank }) => rank === 1)).toBe(true);
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    }

    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
    expect((await ask(teacher, '?cursor=nonsense').expect(400)).body.code).toBe('bad-cursor');
  });

  it('shows a learner far down those just above and below', async () => {
    const learners = await cohorts.learners(cohort, 14);
    for (const [index, learner] of learners.entries()) await score(learner, 90 - index);

    const { neighbours, items } = await read(learners[8]!, '?limit=3');

    expect(items.map(({ rank }) => rank)).toEqual([1, 2, 3]);
    expect(neighbours.map(({ rank }) => rank)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(neighbours.find(({ you }) => you)?.rank).toBe(9);
  });

  it('shows aliases, names of who wants that, and nobody who hides (P37)', async () => {
    const [alias, name, hidden] = await cohorts.learners(cohort, 3);
    await sql(`UPDATE users SET board_visibility = 'name', display_name = 'Bob B.' WHERE id = $1`, [
      name!.id,
    ]);
    for (const learner of [alias!, name!, hidden!]) await score(learner, 100);
    expect((await read(teacher)).total).toBe(3);

    await sql(`UPDATE users SET board_visibility = 'hidden' WHERE id = $1`, [hidden!.id]);

    const board = await read(hidden!);
    expect(board.items.map((row) => row.name).sort()).toEqual([
      'Bob B.',
      expect.stringMatching(/^[a-z]+-[a-z]+-\d+$/),
    ]);
    expect(board).toMatchObject({ total: 2, you: 'hidden', neighbours: [] });
    const text = JSON.stringify(await read(teacher));
    for (const secret of [alias!.id, alias!.email, hidden!.id]) expect(text).not.toContain(secret);
  });

  it('follows a change of name at once (P37)', async () => {
    const [ada] = await cohorts.learners(cohort, 1);
    await score(ada!, 100);
    const { headers } = await ask(ada!).expect(200);

    await sql(`UPDATE users SET alias = 'brave-otter-007' WHERE id = $1`, [ada!.id]);

    const { body } = await ask(ada!)
      .set('if-none-match', headers['etag'] as string)
      .expect(200);
    expect(body.items[0].name).toBe('brave-otter-007');
  });

  it('loses who leaves, deletes their account or becomes staff', async () => {
    const [left, gone, stays] = await cohorts.learners(cohort, 3);
    for (const learner of [left!, gone!, stays!]) await score(learner, 100);
    expect((await read(teacher)).total).toBe(3);

    await cohorts.ask('delete', cohort.id, '/membership', left!).expect(204);
    await sql('DELETE FROM users WHERE id = $1', [gone!.id]);

    expect((await read(teacher)).total).toBe(1);
    await cohorts.join(cohort, left!);
    expect((await read(teacher)).total).toBe(2);
  });

  it('answers 304 until it changes', async () => {
    const [ada] = await cohorts.learners(cohort, 1);
    const { headers } = await ask(ada!).expect(200);
    const again = () => ask(ada!).set('if-none-match', headers['etag'] as string);
    await again().expect(304);

    await score(ada!, 10);

    const { body } = await again().expect(200);
    expect(rows(body)).toEqual([[1, 10]]);
  });

  it('is counted anew when the terms change', async () => {
    const [ada] = await cohorts.learners(cohort, 1);
    await score(ada!, 80);
    expect(rows(await read(ada!))).toEqual([[1, 80]]);

    cohort = await cohorts.change(teacher, cohort, {
      dueAt: new Date(Date.now() - 60_000).toISOString(),
      latePenaltyPercent: 25,
    });

    expect(rows(await read(ada!))).toEqual([[1, 60]]);
  });

  it('stays when Redis forgets everything', async () => {
    const [ada, bob] = await cohorts.learners(cohort, 2);
    await score(ada!, 80);
    await score(bob!, 90);
    const before = await read(ada!);

    const redis = new Redis(testRedisUrl());
    await redis.del(...(await redis.keys(`${world.redisPrefix}:board:*`)));
    redis.disconnect();

    expect((await read(ada!)).items).toEqual(before.items);
  });

  it('keeps the best result through a rejudge under way, and takes the new verdict', async () => {
    const [ada] = await cohorts.learners(cohort, 1);
    const id = await score(ada!, 80);
    expect(rows(await read(ada!))).toEqual([[1, 80]]);

    await sendRoundAgain(world.app.get(DataSource), id);
    expect(rows(await read(ada!))).toEqual([[1, 80]]);
    await world.judge(id, aPartialVerdict({ score: 60 }));

    expect(rows(await read(ada!))).toEqual([[1, 60]]);
  });
});

describe('freezing', () => {
  const freeze = (what: 'freeze' | 'thaw') => cohorts.ask('post', cohort.id, `/leaderboard/${what}`, teacher);

  it('shows learners the board as it was and those who teach the board as it is, until it thaws', async () => {
    const [ada, bob] = await cohorts.learners(cohort, 2);
    await score(ada!, 80);
    const { body } = await freeze('freeze').expect(200);
    await score(bob!, 90);

    const seen = await read(ada!);
    expect(rows(seen)).toEqual([[1, 80]]);
    expect(seen).toMatchObject({ frozenAt: body.boardFrozenAt, live: false });
    expect(rows(await read(teacher))).toEqual([
      [1, 90],
      [2, 80],
    ]);

    await freeze('thaw').expect(200);
    expect(await read(ada!)).toMatchObject({ frozenAt: null, live: true, total: 2 });
  });

  it('twice keeps the first cut', async () => {
    const { body: first } = await freeze('freeze').expect(200);
    const { body: second } = await freeze('freeze').expect(200);

    expect(second.boardFrozenAt).toBe(first.boardFrozenAt);
  });
});

describe('the switch of a board', () => {
  it.each([
    ['off', { visitor: 404, stranger: 404, learner: 404, teacher: 404 }],
    ['staff', { visitor: 404, stranger: 404, learner: 404, teacher: 200 }],
    ['cohort', { visitor: 404, stranger: 404, learner: 200, teacher: 200 }],
    ['public', { visitor: 200, stranger: 200, learner: 200, teacher: 200 }],
  ] as const)('%s lets in: %j (P37)', async (boardMode, expected) => {
    const [learner] = await cohorts.learners(cohort, 1);
    await cohorts.change(teacher, cohort, { boardMode });
    const visitors = { visitor: null, stranger: await world.account(), learner: learner!, teacher };

    for (const [who, account] of Object.entries(visitors)) {
      const { status } = await ask(account);
      expect([who, status]).toEqual([who, expected[who as keyof typeof expected]]);
    }
  });
});

describe('boards of no cohort', () => {
  it('rank every learner on an exercise, and no staff', async () => {
    const ada = await world.account();
    await score(ada, 100);
    await score(teacher, 100);
    const boardOf = async (account: Account): Promise<Leaderboard> =>
      (
        await world.http
          .get('/api/v1/exercises/echo-service/leaderboard?limit=100')
          .set('authorization', account.bearer)
          .expect(200)
      ).body;

    const own = await boardOf(ada);

    expect(own).toMatchObject({ title: 'Echo service', you: 'ranked', frozenAt: null });
    expect(own.neighbours.some(({ you }) => you)).toBe(true);
    expect(await boardOf(teacher)).toMatchObject({ you: 'not-a-learner', total: own.total });
  });

  it('are closed to visitors who are not logged in, unless the operator opens them (P37)', async () => {
    await world.http.get('/api/v1/exercises/echo-service/leaderboard').expect(404);
    const open = await ApiWorld.start({ replicaOf: world, env: { TOUCHSTONE_BOARDS: 'public' } });
    try {
      const { body } = await open.http.get('/api/v1/exercises/echo-service/leaderboard').expect(200);
      expect(body).toMatchObject({ mode: 'public', you: 'logged-out', neighbours: [] });
    } finally {
      await open.close();
    }
  });
});
