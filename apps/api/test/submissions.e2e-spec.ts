import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import {
  ExerciseId,
  ExerciseSlug,
  ExerciseVersion,
  type FeedbackPolicy,
  type SubmissionId,
} from '#contracts';
import { aManifest } from '#testing';
import { aFailedTest, aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';

let world: ApiWorld;
let ada: Account;
beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish();
});
beforeEach(async () => {
  ada = await world.account();
});
afterAll(() => world.close());

const read = async (path: string, account: Account = ada) =>
  (await world.http.get(`/api/v1/${path}`).set('authorization', account.bearer).expect(200)).body;

/** What says how a test failed, and with which input. */
const NO_FACTS = { check: null, exchange: null, call: null, log: null };

/** Each policy has an exercise of its own, whatever version of it is published. */
const exerciseIds = new Map<FeedbackPolicy, ExerciseId>();

async function publishWithPolicy(feedback: FeedbackPolicy, version: string): Promise<string> {
  const slug = ExerciseSlug.parse(`policy-${feedback}`);
  const id = exerciseIds.get(feedback) ?? ExerciseId.parse(randomUUID());
  exerciseIds.set(feedback, id);
  const manifest = aManifest({
    id,
    feedback,
    groups: [{ name: 'Basics', points: 10, hint: 'Look at empty input.' }],
  });
  await world.publish({ slug, version: ExerciseVersion.parse(version.repeat(64)), manifest });
  return slug;
}

describe('a judged submission', () => {
  it('shows its outcome, score, cause, next step and counts', async () => {
    const id = await world.submit(ada);
    await world.judge(id, aPartialVerdict());

    const body = await read(`submissions/${id}`);

    expect(body).toMatchObject({
      status: 'judged',
      outcome: 'partial',
      score: 50,
      title: 'Echo service',
      queuePosition: null,
      attempt: 1,
    });
    expect(body.verdict).toMatchObject({
      outcome: 'partial',
      cause: '1 of 2 tests failed.',
      passed: 1,
      total: 2,
      seed: '0123456789abcdef',
    });
  });

  it('never shows what its worker kept for itself (P06)', async () => {
    const id = await world.submit(ada);
    await world.judge(id, aVerdict());

    const body = await read(`submissions/${id}`);

    expect(Object.keys(body.verdict)).not.toContain('provenance');
    expect(Object.keys(body)).not.toContain('requestHash');
    expect(JSON.stringify(body)).not.toContain(ada.id);
  });

  const WITHHELD = { title: null, category: null, message: null, ...NO_FACTS };

  it.each<[FeedbackPolicy, object, object | null]>([
    [
      'message',
      {
        title: 'refuses what is empty',
        category: 'assertion',
        message: 'expected 400, received 500',
        check: { what: 'status', expected: '400', actual: '500' },
        exchange: { response: { status: 500, body: 'oops' } },
        log: { text: 'TypeError: text is undefined\n' },
      },
      null,
    ],
    [
      'hint',
      {
        title: 'refuses what is empty',
        category: 'assertion',
        message: 'Look at empty input.',
        ...NO_FACTS,
      },
      { shows: 'hint', opens: null },
    ],
    ['category', { ...WITHHELD, category: 'assertion' }, { shows: 'category', opens: null }],
    ['none', WITHHELD, { shows: 'none', opens: null }],
    ['after-pass', WITHHELD, { shows: 'none', opens: 'after-pass' }],
    ['after-due', WITHHELD, { shows: 'none', opens: 'after-due' }],
  ])(
    'shows of a failed hidden test what the policy `%s` allows, and always the counts',
    async (policy, shown, withheld) => {
      const slug = await publishWithPolicy(policy, policy.length.toString(16));
      const id = await world.submit(ada, { slug });
      await world.judge(id, aPartialVerdict({ tests: [aFailedTest()] }));

      const { verdict } = await read(`submissions/${id}`);

      expect(verdict).toMatchObject({ passed: 0, total: 1, groups: [{ name: 'Basics', total: 1 }] });
      expect(verdict.tests).toMatchObject([{ group: 'Basics', status: 'failed', ...shown }]);
      expect(verdict.withheld).toEqual(withheld === null ? [] : [{ group: 'Basics', ...withheld }]);
    },
  );

  it('opens under `after-pass` once its owner has passed', async () => {
    const slug = await publishWithPolicy('after-pass', 'c');
    const failed = await world.submit(ada, { slug });
    await world.judge(failed, aPartialVerdict());
    const passed = await world.submit(ada, { slug });
    await world.judge(passed, aVerdict());

    const { verdict } = await read(`submissions/${failed}`);

    expect(verdict.tests[1]).toMatchObject({ message: 'expected 400, received 500' });
  });

  it('is open to instructors, whatever the policy', async () => {
    const slug = await publishWithPolicy('none', 'd');
    const id = await world.submit(ada, { slug });
    await world.judge(id, aPartialVerdict());

    const { verdict } = await read(`submissions/${id}`, await world.account('instructor'));

    expect(verdict.tests[1]).toMatchObject({ message: 'expected 400, received 500' });
  });

  it('names its learner to those who teach, and nobody to its owner', async () => {
    const id = await world.submit(ada);
    await world.judge(id, aVerdict());
    const teacher = await world.account('instructor');

    expect(await read(`submissions/${id}`, teacher)).toMatchObject({
      learner: { id: ada.id, displayName: 'Somebody' },
    });
    expect(await read(`submissions/${id}`)).toMatchObject({ learner: null });
  });

  it('of public tests hides nothing and counts for nothing', async () => {
    const slug = await publishWithPolicy('none', 'e');
    const id = await world.submit(ada, { slug, mode: 'public' });
    await world.judge(id, aPartialVerdict({ score: null }));

    const { verdict, mode } = await read(`submissions/${id}`);

    expect(mode).toBe('public');
    expect(verdict.tests[1]).toMatchObject({ message: 'expected 400, received 500' });
    const { items } = await read('exercises');
    expect(items.find((item: { slug: string }) => item.slug === slug).bestScore).toBeNull();
  });

  it('is judged by the policy of the version it was judged with', async () => {
    const slug = await publishWithPolicy('none', '1');
    const id = await world.submit(ada, { slug });
    await world.judge(id, aPartialVerdict());
    await world.publish({
      slug: ExerciseSlug.parse(slug),
      version: ExerciseVersion.parse('2'.repeat(64)),
      manifest: aManifest({ feedback: 'message' }),
    });

    const { verdict } = await read(`submissions/${id}`);

    expect(verdict.tests[1].message).toBeNull();
  });
});

describe('judging again', () => {
  const rejudge = (id: SubmissionId, account: Account) =>
    world.http.post(`/api/v1/submissions/${id}/rejudge`).set('authorization', account.bearer);

  it('queues what has no score', async () => {
    const staff = await world.account('instructor');
    const id = await world.submit(ada);
    await world.judge(id, aVerdict({ outcome: 'system-error', score: null }));

    const { body, headers } = await rejudge(id, staff).expect(202);
    await world.judge(id, aPartialVerdict());

    expect(body).toMatchObject({ id, status: 'queued' });
    expect(headers['location']).toBeUndefined();
    expect(await read(`submissions/${id}`)).toMatchObject({ outcome: 'partial', attempt: 2 });
  });

  it('judges what has a score aside, and gives it no lower one by itself', async () => {
    const staff = await world.account('instructor');
    const id = await world.submit(ada);
    await world.judge(id, aPartialVerdict());

    const { body, headers } = await rejudge(id, staff).expect(202);
    await world.judgeAside(aVerdict());
    const raised = await read(`submissions/${id}`);
    const again = await rejudge(id, staff).expect(202);
    await world.judgeAside(aPartialVerdict());

    expect(body).toMatchObject({ id, status: 'judged', score: 50 });
    expect(headers['location']).toMatch(/^\/api\/v1\/rejudge-batches\//);
    expect(raised).toMatchObject({ outcome: 'accepted', score: 100, attempt: 2 });
    expect(await read(`submissions/${id}`)).toMatchObject({ outcome: 'accepted', score: 100, attempt: 2 });
    const batch = await world.http.get(again.headers['location']!).set('authorization', staff.bearer);
    expect(batch.body).toMatchObject({ state: 'ready', summary: { lower: 1, learnersDown: 1 } });
  });

  it('waits for the first verdict', async () => {
    const id = await world.submit(ada);

    const { body } = await rejudge(id, await world.account('admin')).expect(409);

    expect(body.code).toBe('not-judged-yet');
  });
});

describe('the list', () => {
  const page = async (query: string) => read(`submissions?${query}`);

  it('holds the caller’s own, newest first', async () => {
    const [first, second] = [await world.submit(ada), await world.submit(ada)];
    await world.submit(await world.account());

    const { items, nextCursor } = await page('');

    expect(items.map((item: { id: string }) => item.id)).toEqual([second, first]);
    expect(nextCursor).toBeNull();
  });

  it('shows everything once although more arrives while it is read', async () => {
    const ids: SubmissionId[] = [];
    for (let i = 0; i < 7; i += 1) ids.unshift(await world.submit(ada));

    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { items, nextCursor } = await page(`limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...items.map((item: { id: string }) => item.id));
      cursor = nextCursor;
      await world.submit(ada);
    }

    expect(seen).toEqual(ids);
  });

  it('shows everything once when all came in the same millisecond', async () => {
    const ids: SubmissionId[] = [];
    for (let i = 0; i < 5; i += 1) ids.push(await world.submit(ada));
    await world.app
      .get(DataSource)
      .query(`UPDATE submissions SET created_at = '2026-01-01T00:00:00.123Z' WHERE user_id = $1`, [ada.id]);

    const first = await page('limit=2');
    const second = await page(`limit=2&cursor=${first.nextCursor}`);
    const third = await page(`limit=2&cursor=${second.nextCursor}`);

    const seen = [first, second, third].flatMap(({ items }) => items.map((item: { id: string }) => item.id));
    expect(seen.sort()).toEqual([...ids].sort());
    expect(third.nextCursor).toBeNull();
  });

  it('can be narrowed to an exercise and an outcome', async () => {
    const slug = await publishWithPolicy('message', '3');
    const judged = await world.submit(ada, { slug });
    await world.judge(judged, aVerdict());
    await world.submit(ada, { slug });
    await world.judge(await world.submit(ada), aVerdict());

    const { items } = await page(`exercise=${slug}&outcome=accepted`);

    expect(items).toMatchObject([{ id: judged, exercise: slug, outcome: 'accepted' }]);
  });

  it('is the caller’s own for instructors too', async () => {
    await world.submit(ada);

    const { items } = await read('submissions', await world.account('instructor'));

    expect(items).toEqual([]);
  });
});
