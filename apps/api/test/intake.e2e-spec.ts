import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { SubmissionId } from '#contracts';
import { JudgeQueue } from '#job-queue';
import { aVerdict } from './a-verdict.js';
import { eventually } from './eventually.js';
import { ApiWorld, aSubmission, type Account } from './api-world.js';

const SUBMIT = '/api/v1/exercises/echo-service/submissions';

let world: ApiWorld;
let ada: Account;
beforeAll(async () => {
  world = await ApiWorld.start({
    env: { TOUCHSTONE_CONCURRENT_PER_USER: '3', TOUCHSTONE_SUBMISSIONS_PER_MINUTE: '5' },
  });
  await world.publish();
});
beforeEach(async () => {
  ada = await world.account();
});
afterAll(() => world.close());

const submit = (key?: string, overrides = {}, account = ada, on = world) => {
  const call = on.http.post(SUBMIT).set('authorization', account.bearer);
  if (key !== undefined) void call.set('idempotency-key', key);
  return call.send(aSubmission(overrides));
};

const countRows = async () => {
  const rows = await world.app
    .get(DataSource)
    .query<object[]>('SELECT 1 FROM submissions WHERE user_id = $1', [ada.id]);
  return rows.length;
};

const tally = (answers: readonly { status: number }[]) =>
  answers.reduce<Record<number, number>>(
    (sums, { status }) => ({ ...sums, [status]: (sums[status] ?? 0) + 1 }),
    {},
  );

describe('a submission', () => {
  it('is stored, queued, and found where Location says', async () => {
    const answer = await submit().expect(202);

    expect(answer.headers['location']).toBe(`/api/v1/submissions/${answer.body.id}`);
    expect(answer.body).toMatchObject({
      exercise: 'echo-service',
      runtime: 'node',
      mode: 'graded',
      status: 'queued',
      outcome: null,
      score: null,
    });
    const detail = await world.http
      .get(answer.headers['location']!)
      .set('authorization', ada.bearer)
      .expect(200);
    expect(detail.body).toMatchObject({
      id: answer.body.id,
      attempt: 0,
      verdict: null,
      queuePosition: expect.any(Number),
    });
  });

  it('keeps its files as they were sent, in their order (P08)', async () => {
    const files = [
      { path: 'src/b.ts', content: 'é\r\n\t"\\u0041"' },
      { path: 'main.ts', content: "'; DROP TABLE users; --" },
    ];

    const { body } = await submit(undefined, { files });

    const stored = await world.http
      .get(`/api/v1/submissions/${body.id}/files`)
      .set('authorization', ada.bearer);
    expect(stored.body).toEqual({ files });
  });

  it('of 1 MiB in 50 files is taken', async () => {
    const files = Array.from({ length: 50 }, (_, i) => ({
      path: i === 0 ? 'main.ts' : `f${i}.ts`,
      content: 'x'.repeat(20_971),
    }));

    await submit(undefined, { files }).expect(202);
  });

  it('is taken while the queue is away, and waits for the sweeper', async () => {
    const away = await ApiWorld.start({ replicaOf: world, env: { REDIS_URL: 'redis://127.0.0.1:1/0' } });

    const answer = await submit(undefined, {}, ada, away);
    const detail = await away.http.get(answer.headers['location']!).set('authorization', ada.bearer);
    await away.close();

    expect(answer.status).toBe(202);
    expect(detail.body).toMatchObject({ status: 'queued', queuePosition: null });
    expect(await world.submissions.listUnqueued({ olderThanMs: 0, limit: 100 })).toContainEqual(
      expect.objectContaining({ id: answer.body.id }),
    );
  });

  it('waits in line behind those of the same learner that came before', async () => {
    const first = await submit();
    const second = await submit();

    const position = async ({ body }: { body: { id: SubmissionId } }) =>
      (await world.app.get(JudgeQueue).position(body.id)) ?? Number.NaN;

    await eventually(async () => expect(await position(second)).toBeGreaterThan(await position(first)));
  });
});

describe('an Idempotency-Key', () => {
  it('gives the same submission to the same request', async () => {
    const [first, second] = [await submit('key-1').expect(202), await submit('key-1').expect(202)];

    expect(second.body).toEqual(first.body);
    expect(second.headers['location']).toBe(first.headers['location']);
    expect(await countRows()).toBe(1);
  });

  it('gives one submission to twenty requests at once (P17)', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => submit('key-1')));

    expect(new Set(answers.map(({ body }) => body.id as string)).size).toBe(1);
    expect(tally(answers)).toEqual({ 202: 20 });
    expect(await countRows()).toBe(1);
  });

  it.each([
    ['other files', { files: [{ path: 'main.ts', content: 'other' }] }],
    ['another runtime', { runtime: 'python' }],
  ])('is refused for %s', async (_, overrides) => {
    await submit('key-1').expect(202);

    const { body } = await submit('key-1', overrides).expect(409);

    expect(body.code).toBe('idempotency-conflict');
    expect(await countRows()).toBe(1);
  });

  it('means nothing to another person', async () => {
    const eve = await world.account();

    const [mine, hers] = [await submit('key-1'), await submit('key-1', {}, eve)];

    expect(hers.body.id).not.toBe(mine.body.id);
  });

  it('is answered again although the quota is used up', async () => {
    const first = await submit('key-1');
    await submit();
    await submit();
    await submit().expect(429);

    const again = await submit('key-1').expect(202);

    expect(again.body.id).toBe(first.body.id);
  });
});

describe('the quota', () => {
  it('takes exactly three of fifty requests at once, over two replicas (B10, P16, P17)', async () => {
    const replica = await ApiWorld.start({
      replicaOf: world,
      env: { TOUCHSTONE_CONCURRENT_PER_USER: '3', TOUCHSTONE_SUBMISSIONS_PER_MINUTE: '5' },
    });

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => submit(undefined, {}, ada, i % 2 === 0 ? world : replica)),
    );
    await replica.close();

    expect(tally(answers)).toEqual({ 202: 3, 429: 47 });
    expect(await countRows()).toBe(3);
    const refused = answers.find(({ status }) => status === 429)!;
    expect(refused.body.code).toBe('too-many-submissions');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('opens again when a submission is judged, up to the number for a minute', async () => {
    for (let sent = 0; sent < 5; sent += 1) {
      const { body } = await submit().expect(202);
      await world.judge(body.id as SubmissionId, aVerdict());
    }

    const { body, headers } = await submit().expect(429);

    expect(body.detail).toContain('within a minute');
    expect(Number(headers['retry-after'])).toBeGreaterThan(50);
  });

  it('leaves a neighbour of five hundred requests at once three places behind (P16)', async () => {
    const eve = await world.account();
    const before = await submit(undefined, {}, await world.account()).expect(202);
    const flood = Promise.all(Array.from({ length: 500 }, () => submit()));

    const hers = await submit(undefined, {}, eve).expect(202);
    const statuses = tally(await flood);

    expect(statuses).toEqual({ 202: 3, 429: 497 });
    const place = async (id: SubmissionId) => (await world.app.get(JudgeQueue).position(id)) ?? Number.NaN;
    await eventually(async () => {
      const distance = (await place(hers.body.id)) - (await place(before.body.id));
      expect(distance).toBeLessThanOrEqual(1 + 3);
    });
  });

  it('lets one who sends little go before what somebody else sent earlier and has not had judged yet', async () => {
    const [first, second] = [await submit(), await submit()];
    const hers = await submit(undefined, {}, await world.account()).expect(202);

    const place = async ({ body }: { body: { id: SubmissionId } }) =>
      (await world.app.get(JudgeQueue).position(body.id)) ?? Number.NaN;

    await eventually(async () => {
      const places = [await place(first), await place(hers), await place(second)];
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    });
  });

  it('is nobody else’s business', async () => {
    const eve = await world.account();
    await Promise.all([submit(), submit(), submit()]);
    await submit().expect(429);

    await submit(undefined, {}, eve).expect(202);
  });
});

describe('a line that is too long', () => {
  let small: ApiWorld;
  beforeAll(async () => {
    small = await ApiWorld.start({ env: { TOUCHSTONE_MOST_WAITING: '1' } });
    await small.publish();
  });
  afterAll(() => small.close());

  it('is closed with 503, when to come back, and a sentence; nothing is stored, and it opens as it shortens', async () => {
    const [bob, eve] = [await small.account(), await small.account()];
    // The line is counted once a second: what arrives meanwhile is still taken.
    await eventually(async () => expect((await submit(undefined, {}, bob, small)).status).toBe(503));

    const { headers, body } = await submit(undefined, {}, eve, small).expect(503);
    const rows = await small.app
      .get(DataSource)
      .query<{ id: SubmissionId; userId: string }[]>('SELECT id, user_id AS "userId" FROM submissions');
    for (const { id } of rows) await small.judge(id, aVerdict());

    expect(headers['retry-after']).toBe('30');
    expect(body).toMatchObject({ code: 'queue-full' });
    expect(body.detail).toContain(`${rows.length} submissions wait to be judged already`);
    expect(rows.map(({ userId }) => userId)).not.toContain(eve.id);
    await eventually(async () => expect((await submit(undefined, {}, eve, small)).status).toBe(202));
  });
});
