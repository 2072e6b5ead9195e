import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ExerciseSlug, type SubmissionId } from '#contracts';
import { aManifest } from '#testing';
import { aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';

let world: ApiWorld;
let staff: Account;
let ada: Account;
let bob: Account;
let slug: string;

beforeAll(async () => {
  world = await ApiWorld.start();
  staff = await world.account('instructor');
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.app.get(DataSource).query('TRUNCATE submissions, rejudge_batches CASCADE');
  slug = `echo-${randomUUID().slice(0, 8)}`;
  await world.publish({ slug: ExerciseSlug.parse(slug), manifest: aManifest({ id: randomUUID() }) });
  [ada, bob] = [await world.account(), await world.account()];
});

async function judged(account: Account, verdict = aVerdict()): Promise<SubmissionId> {
  const id = await world.submit(account, { slug });
  await world.judge(id, verdict);
  return id;
}

const post = (path: string, body?: object, account = staff) =>
  world.http.post(`/api/v1/rejudge-batches${path}`).set('authorization', account.bearer).send(body);
const get = (path: string, account = staff) =>
  world.http.get(`/api/v1/rejudge-batches${path}`).set('authorization', account.bearer);

async function start(scope: object = {}): Promise<string> {
  const { body } = await post('', { exercise: slug, ...scope }).expect(201);
  return body.id as string;
}
const readAs = async (account: Account, id: SubmissionId) =>
  (await world.http.get(`/api/v1/submissions/${id}`).set('authorization', account.bearer)).body;

describe('a batch', () => {
  it('says what it would judge before it is started', async () => {
    await judged(ada);
    await judged(ada);
    await judged(bob, aPartialVerdict());

    const all = await post('/count', { exercise: slug }).expect(200);
    const some = await post('/count', { exercise: slug, which: 'latest', outcomes: ['accepted'] }).expect(
      200,
    );

    expect(all.body).toEqual({ submissions: 3, learners: 2, unjudged: 0, most: 5000 });
    expect(some.body).toEqual({ submissions: 1, learners: 1, unjudged: 0, most: 5000 });
  });

  it('runs, shows who would move and which tests flip, and changes nothing until it is applied', async () => {
    const [first, second] = [await judged(ada), await judged(bob, aPartialVerdict())];
    const started = await post('', { exercise: slug }).expect(201);
    const id = started.body.id as string;
    const running = await get(`/${id}`);

    await world.judgeAside((one) => (one === first ? aPartialVerdict() : aVerdict()));
    const ready = await get(`/${id}`);
    const moved = await get(`/${id}/results`);

    expect(started.headers['location']).toBe(`/api/v1/rejudge-batches/${id}`);
    expect(running.body).toMatchObject({
      state: 'running',
      createdBy: { id: staff.id },
      progress: { total: 2, waiting: 2, judged: 0 },
      summary: null,
    });
    expect(ready.body).toMatchObject({
      state: 'ready',
      progress: { total: 2, waiting: 0, judged: 2 },
      summary: { higher: 1, lower: 1, same: 0, learnersUp: 1, learnersDown: 1, applied: 0 },
    });
    expect(ready.body.summary.flips).toContainEqual({
      test: 'Basics › refuses what is empty',
      from: 'absent',
      to: 'failed',
      count: 1,
    });
    const changes = Object.fromEntries(
      moved.body.items.map((result: { submission: string; change: string }) => [
        result.submission,
        result.change,
      ]),
    );
    expect(Object.values(changes).toSorted()).toEqual(['higher', 'lower']);
    expect(await readAs(ada, first)).toMatchObject({ outcome: 'accepted', score: 100, attempt: 1 });
    expect(await readAs(bob, second)).toMatchObject({ outcome: 'partial', score: 50, attempt: 1 });
  });

  it('is applied without lowering anybody, and lists what it kept', async () => {
    const id = await judged(ada);
    const sentAt = (await readAs(ada, id)).createdAt;
    const raised = await judged(bob, aPartialVerdict());
    const careful = await start();
    await world.judgeAside((one) => (one === id ? aPartialVerdict() : aVerdict()));

    const applied = await post(`/${careful}/apply`, { lowers: 'keep' }).expect(200);
    const kept = await get(`/${careful}/results?show=kept`);

    expect(applied.body).toMatchObject({
      state: 'applied',
      settledBy: { id: staff.id },
      summary: { applied: 1, kept: 1, lower: 1, learnersDown: 0 },
    });
    expect(kept.body.items).toMatchObject([
      {
        submission: id,
        learner: { id: ada.id },
        before: { outcome: 'accepted', score: 100 },
        after: { outcome: 'partial', score: 50 },
        best: { before: 100, after: 100 },
        fate: 'kept',
      },
    ]);
    expect(await readAs(ada, id)).toMatchObject({ score: 100, attempt: 1, createdAt: sentAt });
    expect(await readAs(bob, raised)).toMatchObject({ outcome: 'accepted', score: 100, attempt: 2 });
  });

  it('lowers when it is told to, and the learner sees the new verdict at the time it was sent', async () => {
    const id = await judged(ada);
    const sentAt = (await readAs(ada, id)).createdAt;
    const batch = await start();
    await world.judgeAside(aPartialVerdict());

    await post(`/${batch}/apply`, { lowers: 'lower' }).expect(200);

    expect(await readAs(ada, id)).toMatchObject({
      outcome: 'partial',
      score: 50,
      attempt: 2,
      createdAt: sentAt,
      verdict: { total: 2, passed: 1 },
    });
  });

  it('shows faults of ours, and never applies them', async () => {
    const id = await judged(ada);
    const batch = await start();
    await world.judgeAside(aVerdict({ outcome: 'system-error', score: null }));

    const failed = await get(`/${batch}/results?show=failed`);
    const applied = await post(`/${batch}/apply`, { lowers: 'lower' }).expect(200);

    expect(failed.body.items).toMatchObject([
      { submission: id, change: 'failed', fault: 'the engine is away' },
    ]);
    expect(applied.body.summary).toMatchObject({ failed: 1, applied: 0 });
    expect(await readAs(ada, id)).toMatchObject({ score: 100, attempt: 1 });
  });

  it('is discarded with its results, and its record stays', async () => {
    await judged(ada);
    const batch = await start();
    await world.judgeAside(aPartialVerdict());

    const discarded = await post(`/${batch}/discard`).expect(200);
    const again = await post(`/${batch}/apply`, { lowers: 'keep' }).expect(409);

    expect(discarded.body).toMatchObject({ state: 'discarded', summary: { lower: 1 } });
    expect((await get(`/${batch}/results?show=lower`)).body.items).toEqual([]);
    expect(again.body.code).toBe('batch-not-ready');
  });

  it('is applied once, whoever asks at the same time', async () => {
    await judged(ada, aPartialVerdict());
    const batch = await start();
    await world.judgeAside(aVerdict());

    const answers = await Promise.all(
      Array.from({ length: 6 }, () => post(`/${batch}/apply`, { lowers: 'keep' })),
    );

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409, 409]);
  });

  it('is not sent again to whoever has it already', async () => {
    await judged(ada);
    const batch = await start();
    const first = await get(`/${batch}`);

    const same = await get(`/${batch}`).set('if-none-match', first.headers['etag']!);
    await world.judgeAside(aVerdict());
    const changed = await get(`/${batch}`).set('if-none-match', first.headers['etag']!);

    expect([same.status, same.text]).toEqual([304, '']);
    expect(changed.status).toBe(200);
    expect(first.headers['cache-control']).toBe('private, no-cache');
  });
});

describe('the results', () => {
  it('come in pages that lose and repeat nothing', async () => {
    const ids = [await judged(ada), await judged(bob), await judged(ada)];
    const batch = await start();
    await world.judgeAside(aPartialVerdict());

    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const body: { items: { submission: string }[]; nextCursor: string | null } = (
        await get(`/${batch}/results?limit=1${query}`).expect(200)
      ).body;
      seen.push(...body.items.map(({ submission }) => submission));
      cursor = body.nextCursor;
    }

    expect(seen).toEqual(ids.toReversed());
  });
});

describe('a selection', () => {
  it('that is empty, or of a cohort one does not teach, is refused', async () => {
    const empty = await post('', { exercise: slug }).expect(409);
    const foreign = await post('/count', { exercise: slug, cohort: randomUUID() }).expect(404);

    expect(empty.body.code).toBe('nothing-to-rejudge');
    expect(foreign.body.code).toBe('not-found');
  });

  it.each([
    ['no exercise', {}],
    ['a word that is no outcome', { exercise: 'echo-service', outcomes: ['perfect'] }],
    ['a date that is none', { exercise: 'echo-service', from: 'yesterday' }],
    ['a key that it does not know', { exercise: 'echo-service', everybody: true }],
  ])('with %s is refused', async (_, scope) => {
    const { body } = await post('', scope).expect(400);

    expect(body.code).toBe('invalid-input');
  });
});
