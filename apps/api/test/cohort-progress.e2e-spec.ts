import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { CohortId, CohortProgress, CohortSubmissions, ProgressCell, Verdict } from '#contracts';
import { aResult } from '#testing';
import { aFailedTest, aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';
import { openCohort } from './open-cohort.js';

let world: ApiWorld;
let teacher: Account;

beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish();
  teacher = await world.account('instructor');
});
afterAll(() => world.close());

async function hand(account: Account, ...verdicts: Verdict[]): Promise<void> {
  for (const verdict of verdicts) await world.judge(await world.submit(account), verdict);
}

const ask = (id: CohortId, query = '', account = teacher) =>
  world.http.get(`/api/v1/cohorts/${id}/progress${query}`).set('authorization', account.bearer);

const read = async (id: CohortId, query = '') => (await ask(id, query).expect(200)).body as CohortProgress;

async function readCell(id: CohortId, account: Account, query = ''): Promise<ProgressCell | null> {
  const { items } = await read(id, query);
  return items.find(({ userId }) => userId === account.id)!.cells[0]!;
}

const drill = (id: CohortId, account: Account, by = teacher) =>
  world.http
    .get(`/api/v1/cohorts/${id}/submissions?learner=${account.id}&exercise=echo-service`)
    .set('authorization', by.bearer);

const failing = (...titles: string[]): Verdict =>
  aPartialVerdict({ tests: [aResult(), ...titles.map((title) => aFailedTest({ id: title, title }))] });

const unbuilt = aVerdict({
  outcome: 'build-failed',
  score: 0,
  tests: [
    aResult({ status: 'failed', failure: { category: 'not-run', message: 'The program was not built.' } }),
  ],
});

describe('how a cohort comes along', () => {
  it('is told learner by exercise, with nothing where nothing was handed in', async () => {
    const [ada, bob] = [await world.account(), await world.account()];
    const id = await openCohort(world, teacher, { learners: [ada, bob] });
    await hand(ada, aPartialVerdict(), aVerdict());

    const progress = await read(id);

    expect(progress).toMatchObject({
      cohort: { id, name: 'Autumn' },
      stuckAfter: 3,
      learners: 2,
      stuckLearners: 0,
    });
    expect(progress.exercises).toEqual([
      {
        slug: 'echo-service',
        title: 'Echo service',
        points: 100,
        begun: 1,
        passed: 1,
        stuck: 0,
        medianSecondsToPass: expect.any(Number),
      },
    ]);
    expect(await readCell(id, bob)).toBeNull();
    expect(await readCell(id, ada)).toEqual({
      state: 'passed',
      bestScore: 100,
      points: 100,
      late: false,
      attempts: 2,
      firstAt: expect.any(String),
      lastAt: expect.any(String),
      secondsToPass: expect.any(Number),
      stuckOn: null,
    });
  });

  it('names the test that somebody failed three times in a row', async () => {
    const ada = await world.account();
    const id = await openCohort(world, teacher, { learners: [ada] });
    await hand(ada, failing('says no', 'hurries'), failing('hurries', 'says no'));
    expect(await readCell(id, ada)).toMatchObject({ state: 'trying', stuckOn: null });

    await hand(ada, failing('hurries'));

    expect(await readCell(id, ada)).toMatchObject({
      state: 'stuck',
      stuckOn: { test: { group: 'Basics', title: 'hurries' }, outcome: 'partial', times: 3 },
    });
    expect(await readCell(id, ada, '?stuckAfter=4')).toMatchObject({ state: 'trying' });
    await hand(ada, aVerdict());
    expect(await readCell(id, ada)).toMatchObject({ state: 'passed', stuckOn: null });
  });

  it('says of who cannot get it built that it is that, and no test', async () => {
    const ada = await world.account();
    const id = await openCohort(world, teacher, { learners: [ada] });
    await hand(ada, failing('hurries'), unbuilt, unbuilt);

    expect(await readCell(id, ada, '?stuckAfter=2')).toMatchObject({
      state: 'stuck',
      stuckOn: { test: null, outcome: 'build-failed', times: 2 },
    });
  });

  it('counts what the terms of the cohort count: not what came too early, nor beyond the cap', async () => {
    const ada = await world.account();
    await hand(ada, aVerdict());
    const id = await openCohort(world, teacher, {
      learners: [ada],
      startsAt: new Date().toISOString(),
      attemptCap: 1,
    });
    expect(await readCell(id, ada)).toBeNull();
    const elsewhere = await openCohort(world, teacher, { learners: [ada] });

    await hand(ada, aPartialVerdict(), aVerdict());

    expect(await readCell(id, ada)).toMatchObject({ state: 'trying', attempts: 1, bestScore: 50 });
    expect(await readCell(elsewhere, ada)).toMatchObject({ state: 'passed', attempts: 3 });
    const { body } = await drill(id, ada).expect(200);
    expect((body as CohortSubmissions).items.map(({ counts }) => counts)).toEqual([false, true, false]);
  });

  it('waits for a verdict, and charges nobody for a failure of ours', async () => {
    const ada = await world.account();
    const id = await openCohort(world, teacher, { learners: [ada] });
    await hand(ada, aVerdict({ outcome: 'system-error', score: null, tests: [] }));

    expect(await readCell(id, ada)).toMatchObject({ state: 'waiting', bestScore: null, points: null });
  });

  it('shows people who are on no board: teaching is not ranking', async () => {
    const ada = await world.account();
    const id = await openCohort(world, teacher, { learners: [ada] });
    await world.app
      .get(DataSource)
      .query(`UPDATE users SET board_visibility = 'hidden' WHERE id = $1`, [ada.id]);

    expect((await read(id)).items.map(({ userId }) => userId)).toEqual([ada.id]);
  });

  it('lists those who are stuck, and a page at a time', async () => {
    const learners = [await world.account(), await world.account(), await world.account()];
    const id = await openCohort(world, teacher, { learners });
    await hand(learners[1]!, failing('hurries'), failing('hurries'), failing('hurries'));

    const stuck = await read(id, '?stuck=true&limit=1');
    const first = await read(id, '?limit=2');
    const second = await read(id, `?limit=2&cursor=${first.nextCursor}`);

    expect(stuck.items.map(({ userId }) => userId)).toEqual([learners[1]!.id]);
    expect(stuck).toMatchObject({ nextCursor: null, learners: 3, stuckLearners: 1 });
    expect([...first.items, ...second.items].map(({ userId }) => userId).sort()).toEqual(
      learners.map(({ id: userId }) => userId).sort(),
    );
    expect(second.nextCursor).toBeNull();
    expect((await ask(id, `?cursor=${randomUUID()}`)).body.code).toBe('bad-cursor');
  });
});

describe('what is behind a cell', () => {
  it('is every graded submission of the learner, newest first', async () => {
    const ada = await world.account();
    const id = await openCohort(world, teacher, { learners: [ada] });
    await hand(ada, aPartialVerdict(), aVerdict());
    await world.submit(ada, { mode: 'public' });

    const body = (await drill(id, ada).expect(200)).body as CohortSubmissions;

    expect(body).toMatchObject({
      cohort: { id, name: 'Autumn' },
      learner: { userId: ada.id, name: 'Somebody' },
      exercise: { slug: 'echo-service', title: 'Echo service' },
      cell: { state: 'passed', attempts: 2 },
    });
    expect(body.items.map(({ outcome, counts }) => [outcome, counts])).toEqual([
      ['accepted', true],
      ['partial', true],
    ]);
  });

  it('is nothing of somebody who is not in the cohort', async () => {
    const id = await openCohort(world, teacher);

    expect((await drill(id, await world.account())).status).toBe(404);
  });
});

describe('who sees it', () => {
  it('are those who teach the cohort, and admins (P04)', async () => {
    const ada = await world.account();
    const id = await openCohort(world, teacher, { learners: [ada] });
    const statuses = async (account: Account) => [
      (await ask(id, '', account)).status,
      (await drill(id, ada, account)).status,
    ];

    expect(await statuses(teacher)).toEqual([200, 200]);
    expect(await statuses(await world.account('admin'))).toEqual([200, 200]);
    expect(await statuses(await world.account('instructor'))).toEqual([404, 404]);
    expect(await statuses(ada)).toEqual([403, 403]);
  });
});
