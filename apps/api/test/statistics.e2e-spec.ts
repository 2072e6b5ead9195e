import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ExerciseSlug, ExerciseVersion, type ExerciseStatistics } from '#contracts';
import { aManifest, aResult } from '#testing';
import { aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';

const MIB = 1024 * 1024;
let world: ApiWorld;
let ada: Account;
let slug: ExerciseSlug;
beforeAll(async () => {
  world = await ApiWorld.start();
});
beforeEach(async () => {
  ada = await world.account();
  slug = ExerciseSlug.parse(`exercise-${randomUUID()}`.slice(0, 40).replace(/-$/, ''));
  await world.publish({
    slug,
    version: ExerciseVersion.parse(randomUUID().replaceAll('-', '').repeat(2)),
    manifest: aManifest({ id: randomUUID() }),
  });
});
afterAll(() => world.close());

async function ask(query = '', account = ada): Promise<ExerciseStatistics> {
  const { body } = await world.http
    .get(`/api/v1/exercises/${slug}/statistics?runtime=node${query}`)
    .set('authorization', account.bearer)
    .expect(200);
  return body as ExerciseStatistics;
}

const usage = (cpuMs: number) => ({ cpuMs, wallMs: 10 * cpuMs, peakMemoryBytes: cpuMs * MIB });

async function pass(account: Account, cpuMs: number): Promise<void> {
  const tests = [aResult({ durationMs: cpuMs / 10 })];
  await world.judge(await world.submit(account, { slug }), aVerdict({ tests, usage: usage(cpuMs) }));
}

/** Learners who have passed, each with the CPU time given. */
async function passers(...cpuMs: number[]): Promise<Account[]> {
  return Promise.all(
    cpuMs.map(async (ms) => {
      const account = await world.account();
      await pass(account, ms);
      return account;
    }),
  );
}

describe('what accepted programs cost', () => {
  it('is told in counts by size, with the caller’s own place', async () => {
    await passers(101, 102, 130, 210);
    await pass(ada, 131);

    const { cpu, wall, memory, latency } = await ask();

    expect(cpu).toEqual({
      unit: 'ms',
      own: 1,
      buckets: [
        { from: 100, to: 125, learners: 2 },
        { from: 125, to: 160, learners: 2 },
        { from: 160, to: 200, learners: 0 },
        { from: 200, to: 250, learners: 1 },
      ],
    });
    expect(wall).toMatchObject({ unit: 'ms', own: 1, buckets: [{ from: 1000 }, {}, {}, {}] });
    expect(latency).toMatchObject({ unit: 'ms', own: 1, buckets: [{ from: 10 }, {}, {}, {}] });
    expect(memory).toMatchObject({ unit: 'MiB', own: 1, buckets: [{ from: 100, learners: 2 }, {}, {}, {}] });
  });

  it('is not told of four learners, however often they passed', async () => {
    const few = await passers(100, 100, 100, 100);
    for (const account of few) await pass(account, 100);

    expect(await ask()).toEqual({
      runtime: 'node',
      fewestLearners: 5,
      cpu: null,
      memory: null,
      wall: null,
      latency: null,
    });
    await passers(100);
    expect((await ask()).cpu).toMatchObject({ own: null, buckets: [{ from: 100, learners: 5 }] });
  });

  it('counts a learner once, with the latest', async () => {
    await passers(100, 100, 100, 100);
    await pass(ada, 900);
    await pass(ada, 100);

    expect((await ask()).cpu?.buckets).toEqual([{ from: 100, to: 125, learners: 5 }]);
  });

  it('is of accepted, graded submissions in the runtime that was asked for', async () => {
    await passers(100, 100, 100, 100);
    const partial = await world.submit(ada, { slug });
    await world.judge(partial, aVerdict({ outcome: 'partial', score: 99, usage: usage(100) }));
    const open = await world.submit(ada, { slug, mode: 'public' });
    await world.judge(open, aVerdict({ score: null, usage: usage(100) }));

    expect((await ask()).cpu).toBeNull();
    await passers(100);
    const { body } = await world.http
      .get(`/api/v1/exercises/${slug}/statistics?runtime=python`)
      .set('authorization', ada.bearer);
    expect(body).toMatchObject({ runtime: 'python', cpu: null });
  });

  it('can be narrowed to the learners of a cohort, for its members and admins only (P04)', async () => {
    const mates = await passers(100, 100, 100, 100, 100);
    await passers(800);
    const [, outsider] = [await pass(ada, 100), await world.account()];
    const cohort = await aCohort([...mates, ada]);

    const inside = await ask(`&cohort=${cohort}`);

    expect(inside.cpu?.buckets).toEqual([{ from: 100, to: 125, learners: 6 }]);
    expect((await ask(`&cohort=${cohort}`, await world.account('admin'))).cpu?.own).toBeNull();
    for (const [id, account] of [
      [cohort, outsider],
      [cohort, await world.account('instructor')],
      [randomUUID(), ada],
    ] as const) {
      const { status } = await world.http
        .get(`/api/v1/exercises/${slug}/statistics?runtime=node&cohort=${id}`)
        .set('authorization', account.bearer);
      expect(status).toBe(404);
    }
  });
});

/** Rows as the cohorts' own code stores them; its instructor is nobody here. */
async function aCohort(learners: readonly Account[]): Promise<string> {
  const id = randomUUID();
  const database = world.app.get(DataSource);
  await database.query(
    `INSERT INTO cohorts (id, name, summary, feedback_release, board_mode, join_code, join_open)
      VALUES ($1, 'Spring', '', 'exercise', 'cohort', $2, true)`,
    [id, id.slice(0, 8)],
  );
  await database.query(
    `INSERT INTO cohort_members (cohort_id, user_id, role) SELECT $1, unnest($2::uuid[]), 'learner'`,
    [id, learners.map((account) => account.id)],
  );
  return id;
}
