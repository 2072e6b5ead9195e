import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CohortId, SimilarityDetail, SimilarityReport } from '#contracts';
import { aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';
import { openCohort } from './open-cohort.js';
import { ALIKE, handCode, OWN } from './similar-programs.js';

let world: ApiWorld;
let teacher: Account;
let [ada, bob, eve]: Account[] = [];
let cohort: CohortId;

beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish();
  teacher = await world.account('instructor');
  [ada, bob, eve] = [await world.account(), await world.account(), await world.account()];
  cohort = await openCohort(world, teacher, { learners: [ada, bob, eve] });
  await handCode(world, ada, ALIKE, aVerdict());
  await handCode(world, ada, OWN, aPartialVerdict());
  await handCode(world, bob, ALIKE.replaceAll('items', 'basket'), aVerdict());
  await handCode(world, eve, OWN, aVerdict());
});
afterAll(() => world.close());

const ask = (path: string, account = teacher) =>
  world.http.get(`/api/v1/cohorts/${cohort}/similarity${path}`).set('authorization', account.bearer);

describe('the similarity report of an exercise in a cohort', () => {
  it('lists pairs by what the best submissions have in common', async () => {
    const report = (await ask('?exercise=echo-service').expect(200)).body as SimilarityReport;

    expect(report).toMatchObject({ exercise: { slug: 'echo-service' }, learners: 3, compared: 3 });
    expect(report.items).toHaveLength(1);
    const [pair] = report.items;
    expect([pair!.left.userId, pair!.right.userId].sort()).toEqual([ada!.id, bob!.id].sort());
    expect(pair!.similarity).toBeGreaterThan(90);
  });

  it('shows two programs with the lines that they share', async () => {
    const detail = (await ask(`/pair?exercise=echo-service&left=${ada!.id}&right=${bob!.id}`).expect(200))
      .body as SimilarityDetail;

    expect(detail.left.files).toEqual([{ path: 'main.ts', content: ALIKE }]);
    expect(detail.right.files[0]!.content).toContain('basket');
    expect(detail.fragments[0]).toMatchObject({ left: [{ path: 'main.ts' }], right: [{ path: 'main.ts' }] });
  });

  it('is about learners and exercises of the cohort', async () => {
    const stranger = await world.account();

    expect((await ask('?exercise=no-such-exercise')).status).toBe(404);
    expect((await ask(`/pair?exercise=echo-service&left=${ada!.id}&right=${stranger.id}`)).status).toBe(404);
  });

  it('is for those who teach it (P04)', async () => {
    for (const path of [
      '?exercise=echo-service',
      `/pair?exercise=echo-service&left=${ada!.id}&right=${bob!.id}`,
    ]) {
      expect((await ask(path, ada)).status).toBe(403);
      expect((await ask(path, await world.account('instructor'))).status).toBe(404);
    }
  });
});
