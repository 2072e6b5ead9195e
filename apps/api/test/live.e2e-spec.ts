import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { LiveEvent, SubmissionId } from '#contracts';
import { JudgeQueue } from '#job-queue';
import { testRedisUrl } from '#testing';
import { aPartialVerdict, aVerdict } from './a-verdict.js';
import { ApiWorld, type Account } from './api-world.js';
import { eventually } from './eventually.js';
import { idsOf, readEvents, typesOf, type SeenEvent } from './event-reader.js';

let world: ApiWorld;
let ada: Account;
let id: SubmissionId;
beforeAll(async () => {
  world = await ApiWorld.start();
  await world.publish();
});
beforeEach(async () => {
  ada = await world.account();
  id = await world.submit(ada);
});
afterAll(() => world.close());

const read = (options: Partial<Parameters<typeof readEvents>[0]> = {}) =>
  readEvents({ url: world.url, account: ada, submission: id, ...options });
const tell = (attempt: number, number: number, event: LiveEvent) =>
  world.live.publish(id, attempt, number, event);
const aTest = (index: number): LiveEvent => ({ type: 'test', index, group: 'Basics', status: 'passed' });

/** What a worker tells of a whole run: status, plan, `tests` tests. */
async function tellRun(attempt: number, tests: number): Promise<void> {
  await tell(attempt, 1, { type: 'status', status: 'preparing', attempt });
  await tell(attempt, 2, { type: 'plan', total: tests });
  for (let index = 0; index < tests; index += 1) await tell(attempt, 3 + index, aTest(index));
}

const expectedIds = (attempt: number, tests: number) => [
  ...Array.from({ length: tests + 2 }, (_, i) => `${attempt}-${i + 1}`),
  `${attempt}-1000000`,
];

describe('the events of a submission', () => {
  it('come as they happen, end with the verdict, and then the stream ends', async () => {
    const reading = read();
    const attempt = await world.claim(id);
    await tellRun(attempt, 3);
    await world.judge(id, aPartialVerdict(), attempt);

    const seen = await reading;

    expect(idsOf(seen)).toEqual(expectedIds(1, 3));
    expect(seen.at(-1)?.event).toEqual({ type: 'judged', outcome: 'partial', score: 50 });
  });

  it('are all there for whoever comes late', async () => {
    const attempt = await world.claim(id);
    await tellRun(attempt, 2);
    await world.judge(id, aVerdict(), attempt);

    expect(idsOf(await read())).toEqual(expectedIds(1, 2));
  });

  it('go on after the last one seen, by header or by query', async () => {
    const attempt = await world.claim(id);
    await tellRun(attempt, 3);
    await world.judge(id, aVerdict(), attempt);

    const byHeader = await read({ lastEventId: '1-3' });
    const byQuery = await world.http
      .get(`/api/v1/submissions/${id}/events?lastEventId=1-3`)
      .set('authorization', ada.bearer);

    expect(idsOf(byHeader)).toEqual(['1-4', '1-5', '1-1000000']);
    expect(byQuery.text.match(/^id: .*$/gm)).toEqual(['id: 1-4', 'id: 1-5', 'id: 1-1000000']);
  });

  it('are neither lost nor doubled when the connection is cut again and again in the middle of a run', async () => {
    const tests = 60;
    const attempt = await world.claim(id);
    const running = (async () => {
      await tellRun(attempt, tests);
      await world.judge(id, aVerdict(), attempt);
    })();

    const seen: SeenEvent[] = [];
    while (seen.at(-1)?.event.type !== 'judged') {
      const target = 1 + Math.floor(Math.random() * 9);
      seen.push(
        ...(await read({ lastEventId: idsOf(seen).at(-1), until: (part) => idsOf(part).length >= target })),
      );
    }
    await running;

    expect(idsOf(seen)).toEqual(expectedIds(1, tests));
  });

  it('end with the verdict although Redis has forgotten everything', async () => {
    const attempt = await world.claim(id);
    await tellRun(attempt, 2);
    await forgetEvents();
    const reading = read({ lastEventId: '1-2' });

    await world.submissions.record({ id, attempt, verdict: aVerdict() });

    expect(await reading).toEqual([
      { id: '1-1000000', event: { type: 'judged', outcome: 'accepted', score: 100 } },
    ]);
  });

  it('end with the verdict on a replica that has no Redis at all', async () => {
    const away = await ApiWorld.start({ replicaOf: world, env: { REDIS_URL: 'redis://127.0.0.1:1/0' } });
    const reading = read({ url: away.url });

    await world.judge(id, aVerdict());
    const seen = await reading;
    await away.close();

    expect(idsOf(seen)).toEqual(['1-1000000']);
  });

  it('take their verdict from the row, whatever Redis says (P21)', async () => {
    const attempt = await world.claim(id);
    await tell(attempt, 1, { type: 'judged', outcome: 'accepted', score: 100 });
    await tell(attempt, 2, { type: 'status', status: 'testing', attempt });
    await world.judge(id, aPartialVerdict(), attempt);

    const seen = await read();

    expect(seen.filter(({ event }) => event.type === 'judged')).toEqual([
      { id: '1-1000000', event: { type: 'judged', outcome: 'partial', score: 50 } },
    ]);
  });

  it('tell of an attempt we had to give up, and go on with the next', async () => {
    const reading = read();
    const first = await world.claim(id);
    await tellRun(first, 1);
    await tell(first, 99, { type: 'retrying', attempt: 2, reason: 'the engine went away' });
    await world.submissions.release({
      id,
      attempt: first,
      notBeforeMs: 0,
      fault: { code: 'engine-unavailable', message: 'gone' },
    });
    const second = await world.claim(id);
    await tellRun(second, 1);
    await tell(first, 100, aTest(9));
    await world.judge(id, aVerdict(), second);

    expect(idsOf(await reading)).toEqual(['1-1', '1-2', '1-3', '1-99', ...expectedIds(2, 1)]);
  });

  it('go on after a verdict that is asked for again', async () => {
    await world.judge(id, aVerdict({ outcome: 'system-error', score: null }));
    const staff = await world.account('instructor');
    await world.http.post(`/api/v1/submissions/${id}/rejudge`).set('authorization', staff.bearer).expect(202);
    const reading = read({ lastEventId: '1-1000000' });

    const attempt = await world.claim(id);
    await tellRun(attempt, 1);
    await world.judge(id, aVerdict(), attempt);

    expect(idsOf(await reading)).toEqual(expectedIds(2, 1));
  });

  it('are over for whoever has seen the verdict', async () => {
    await world.judge(id, aVerdict());

    expect(await read({ lastEventId: '1-1000000' })).toEqual([]);
  });

  it('begin with the place in the queue, which has no id', async () => {
    await world.app.get(JudgeQueue).position(id);

    const [first] = await read({ until: (seen) => seen.length > 0 });

    expect(first).toEqual({ id: undefined, event: { type: 'queue-position', position: expect.any(Number) } });
  });

  it('are the same for every reader at once', async () => {
    const readers = Array.from({ length: 8 }, () => read());
    const attempt = await world.claim(id);
    await tellRun(attempt, 10);
    await world.judge(id, aVerdict(), attempt);

    for (const seen of await Promise.all(readers)) expect(idsOf(seen)).toEqual(expectedIds(1, 10));
  });
});

describe('a stream', () => {
  it('is server-sent events that nothing on the way may keep', async () => {
    await world.judge(id, aVerdict());

    const { headers } = await world.http
      .get(`/api/v1/submissions/${id}/events`)
      .set('authorization', ada.bearer);

    expect(headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.any(String),
    });
  });

  it.each(['x', '1', '1-', '-1', '1-1-1', '1-1; DROP', '9'.repeat(30)])(
    'does not begin after "%s"',
    async (lastEventId) => {
      const { body } = await world.http
        .get(`/api/v1/submissions/${id}/events`)
        .set({ authorization: ada.bearer, 'last-event-id': lastEventId })
        .expect(400);

      expect(body.code).toBe('invalid-input');
    },
  );

  it('is refused to somebody who has ten open, until one closes (P33)', async () => {
    const gates = Array.from({ length: 10 }, () => openStream());
    await Promise.all(gates.map(({ opened }) => opened));

    const { body, headers } = await world.http
      .get(`/api/v1/submissions/${id}/events`)
      .set('authorization', ada.bearer)
      .expect(429);
    gates[0]!.close();

    expect(body.code).toBe('too-many-requests');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    await eventually(async () => {
      const next = openStream();
      await next.opened;
      gates.push(next);
    });
    for (const { close } of gates) close();
  });

  it('ends when the API shuts down, which does not wait for it', async () => {
    const replica = await ApiWorld.start({ replicaOf: world });
    const reading = read({ url: replica.url });
    await eventually(async () => expect(await countConnections(replica)).toBeGreaterThan(0));

    const startedAt = performance.now();
    await replica.close();

    expect(typesOf(await reading)).not.toContain('judged');
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

function openStream(): { opened: Promise<void>; close: () => void } {
  const abort = new AbortController();
  const opened = fetch(`${world.url}/api/v1/submissions/${id}/events`, {
    headers: { authorization: ada.bearer },
    signal: abort.signal,
  }).then((response) => {
    if (response.status !== 200) throw new Error(`refused: ${response.status}`);
  });
  return { opened, close: () => abort.abort() };
}

function countConnections({ app }: ApiWorld): Promise<number> {
  return new Promise((resolve, reject) => {
    app
      .getHttpServer()
      .getConnections((error: Error | null, count: number) => (error ? reject(error) : resolve(count)));
  });
}

async function forgetEvents(): Promise<void> {
  const redis = new Redis(testRedisUrl());
  await redis.del(`${world.redisPrefix}:events:${id}`);
  redis.disconnect();
}
