import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { SubmissionId, type LiveEvent } from '#contracts';
import { openTcpGate, testRedisUrl, until, type TcpGate } from '#testing';
import { LiveUpdates, type LiveUpdate } from '../index.js';

let prefix: string;
let gate: TcpGate;
let redis: Redis;
let opened: LiveUpdates[];
let stop: AbortController;
let submissionId: SubmissionId;

beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  prefix = `live-test-${randomUUID()}`;
  gate = await openTcpGate(testRedisUrl());
  redis = new Redis(testRedisUrl());
  opened = [];
  stop = new AbortController();
  submissionId = SubmissionId.parse(randomUUID());
});
afterEach(async () => {
  stop.abort();
  for (const live of opened) live.close();
  await redis.del(streamKey());
  redis.disconnect();
  await gate.close();
});

const streamKey = () => `${prefix}:events:${submissionId}`;

/** The live updates of one process. Rechecks are off unless asked for, so that tests see what calls alone do. */
function open({ url = testRedisUrl(), recheckMs = 600_000 } = {}): LiveUpdates {
  const live = new LiveUpdates({ url, prefix, recheckMs });
  opened.push(live);
  return live;
}

const aTest = (index: number): LiveEvent => ({ type: 'test', index, group: 'Basics', status: 'passed' });

/** Watches in the background and notes what comes. */
function record(live: LiveUpdates, afterId: string | null = null): LiveUpdate[] {
  const seen: LiveUpdate[] = [];
  void (async () => {
    for await (const update of live.watch(submissionId, afterId, AbortSignal.any([stop.signal])))
      seen.push(update);
  })();
  return seen;
}

const idsOf = (updates: LiveUpdate[]) =>
  updates.flatMap((update) => (update === 'row-changed' ? [] : [update.id]));
const ids = (attempt: number, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, offset) => `${attempt}-${from + offset}`);

async function publish(live: LiveUpdates, attempt: number, from: number, to: number): Promise<void> {
  for (let number = from; number <= to; number++)
    await live.publish(submissionId, attempt, number, aTest(number));
}

describe('watch', () => {
  it('replays what was told and follows what comes, from another process', async () => {
    const [worker, api] = [open(), open()];
    await publish(worker, 1, 1, 3);
    const seen = record(api);
    await until(() => seen.includes('row-changed'), 'the replay is over');

    await publish(worker, 1, 4, 5);

    await until(() => idsOf(seen).length === 5, 'all five came');
    expect(idsOf(seen)).toEqual(ids(1, 1, 5));
    expect(seen[0]).toEqual({ id: '1-1', event: aTest(1) });
    expect(seen.indexOf('row-changed')).toBe(3);
  });

  it('goes on after the id it is given', async () => {
    const live = open();
    await publish(live, 1, 1, 5);

    const seen = record(live, '1-3');

    await until(() => seen.includes('row-changed'), 'the replay is over');
    expect(idsOf(seen)).toEqual(['1-4', '1-5']);
  });

  it.each(['', 'x', '1', '1-2-3', '9'.repeat(40), '1-1\r\nFLUSHALL'])(
    'starts from the first for the id %p',
    async (id) => {
      const live = open();
      await publish(live, 1, 1, 2);

      const seen = record(live, id);

      await until(() => seen.includes('row-changed'), 'the replay is over');
      expect(idsOf(seen)).toEqual(['1-1', '1-2']);
    },
  );

  it('loses and doubles nothing for a reader that is cut again and again while events come', async () => {
    const [worker, api] = [open(), open()];
    const seen: string[] = [];
    const telling = publish(worker, 1, 1, 300);

    while (seen.at(-1) !== '1-300') {
      const connection = new AbortController();
      const cutAfter = 1 + Math.floor(Math.random() * 20);
      let received = 0;
      for await (const update of api.watch(submissionId, seen.at(-1) ?? null, connection.signal)) {
        if (update === 'row-changed') continue;
        seen.push(update.id);
        if (++received === cutAfter || update.id === '1-300') connection.abort();
      }
    }

    await telling;
    expect(seen).toEqual(ids(1, 1, 300));
  });

  it('tells that the row changed after the events that came before', async () => {
    const [worker, api] = [open(), open()];
    const seen = record(api);
    await until(() => seen.length > 0, 'it watches');
    seen.length = 0;

    await publish(worker, 1, 1, 3);
    await worker.announce(submissionId);

    await until(() => seen.at(-1) === 'row-changed' && seen.length > 3, 'the row changed');
    expect(idsOf(seen)).toEqual(ids(1, 1, 3));
  });

  it('hears of its own submission only', async () => {
    const live = open();
    const seen = record(live);
    await until(() => seen.length >= 1, 'it watches');

    await live.publish(SubmissionId.parse(randomUUID()), 1, 1, aTest(1));
    await publish(live, 1, 1, 1);

    await until(() => idsOf(seen).length === 1, 'its own event came');
    expect(idsOf(seen)).toEqual(['1-1']);
  });

  it('ends when it is aborted, waiting or not, and lets go of its subscription', async () => {
    const live = open();
    const watching = live.watch(submissionId, null, stop.signal);
    expect(await watching.next()).toEqual({ value: 'row-changed', done: false });
    await until(async () => (await countSubscribers()) === 1, 'it is subscribed');
    const waiting = (async () => {
      for await (const _ of watching) void _;
    })();

    stop.abort();

    await waiting;
    await until(async () => (await countSubscribers()) === 0, 'it let go');
    const again = live.watch(submissionId, null, stop.signal);
    expect(await again.next()).toEqual({ value: undefined, done: true });
  });

  it('serves a hundred watchers over one subscription of one connection', async () => {
    const [worker, api] = [open(), open()];
    const watchers = Array.from({ length: 100 }, () => record(api));
    await until(() => watchers.every((seen) => seen.length > 0), 'all watch');

    await publish(worker, 1, 1, 3);

    await until(() => watchers.every((seen) => idsOf(seen).length === 3), 'all have all');
    expect(await countSubscribers()).toBe(1);
    const connections = (await redis.client('LIST')) as string;
    expect(
      connections.split('\n').filter((line) => line.includes(`name=${prefix}-live-subscriber`)),
    ).toHaveLength(1);
  });

  it('buffers nothing for a slow reader, who still gets everything in order', async () => {
    const [worker, api] = [open(), open()];
    const watching = api.watch(submissionId, null, stop.signal);
    await watching.next();
    await publish(worker, 1, 1, 1000);

    const commands = async () =>
      Number(/cmdstat_xrange:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0);
    const before = await commands();
    const seen: LiveUpdate[] = [];
    while (idsOf(seen).length < 1000) {
      const next = await watching.next();
      if (!next.done) seen.push(next.value);
    }

    expect(idsOf(seen)).toEqual(ids(1, 1, 1000));
    // Read in pages when asked for, not one by one as they came.
    expect((await commands()) - before).toBeLessThan(20);
  });

  async function countSubscribers(): Promise<number> {
    const [, count] = (await redis.pubsub('NUMSUB', `${prefix}:wake:${submissionId}`)) as [string, number];
    return count;
  }
});

describe('publish', () => {
  it('drops what is stale or double without a word', async () => {
    const live = open();
    await publish(live, 2, 1, 2);

    await publish(live, 2, 2, 2);
    await publish(live, 2, 1, 1);
    await publish(live, 1, 9, 9);
    await publish(live, 2, 3, 3);

    expect(idsOf(await replay(live))).toEqual(ids(2, 1, 3));
  });

  it('keeps the stream bounded and lets it expire', async () => {
    const live = open();
    await publish(live, 1, 1, 5000);

    expect(await redis.xlen(streamKey())).toBeLessThan(4500);
    expect(idsOf(await replay(live)).at(-1)).toBe('1-5000');
    expect(await redis.ttl(streamKey())).toBeGreaterThan(3000);
  });

  it('is heard through entries that are not ours', async () => {
    const live = open();
    await redis.xadd(streamKey(), '1-1', 'event', 'not json');
    await redis.xadd(streamKey(), '1-2', 'event', '{"type":"judged","outcome":"perfect","score":100}');
    await redis.xadd(streamKey(), '1-3', 'other', 'x');
    await publish(live, 1, 4, 4);

    expect(idsOf(await replay(live))).toEqual(['1-4']);
  });

  /** What is there to be replayed now. */
  async function replay(live: LiveUpdates): Promise<LiveUpdate[]> {
    const seen: LiveUpdate[] = [];
    for await (const update of live.watch(submissionId, null, stop.signal)) {
      if (update === 'row-changed') break;
      seen.push(update);
    }
    return seen;
  }
});

describe('when Redis is wiped', () => {
  it('goes on with what comes afterwards and repeats nothing', async () => {
    const [worker, api] = [open(), open()];
    await publish(worker, 2, 1, 3);
    const seen = record(api);
    await until(() => seen.includes('row-changed'), 'the replay is over');

    await redis.del(streamKey());
    await publish(worker, 1, 7, 7);
    await publish(worker, 2, 4, 5);

    await until(() => idsOf(seen).includes('2-5'), 'the latest came');
    expect(idsOf(seen)).toEqual(ids(2, 1, 5));
  });
});

describe('when Redis goes away', () => {
  it('neither fails nor holds up the worker', async () => {
    const worker = open({ url: gate.url });
    await publish(worker, 1, 1, 1);
    await gate.shut();
    const startedAt = performance.now();

    await publish(worker, 1, 2, 50);
    await worker.announce(submissionId);

    expect(performance.now() - startedAt).toBeLessThan(2500);
  });

  it('watches on when it is back, and says to read the row in between', async () => {
    const [worker, api] = [open(), open({ url: gate.url })];
    await publish(worker, 1, 1, 2);
    const seen = record(api);
    await until(() => seen.includes('row-changed'), 'the replay is over');

    await gate.shut();
    await publish(worker, 1, 3, 4);
    await worker.announce(submissionId);
    seen.length = 0;
    await gate.open();

    await until(() => seen.includes('row-changed'), 'it looked again');
    await publish(worker, 1, 5, 5);
    await until(() => idsOf(seen).includes('1-5'), 'it follows again');
    expect(idsOf(seen)).toEqual(ids(1, 3, 5));
  });

  it('keeps telling watchers to read the row while it is away', async () => {
    await gate.shut();
    const seen = record(open({ url: gate.url, recheckMs: 50 }));

    await until(() => seen.length >= 3, 'it was told three times', 20_000);

    expect(new Set(seen)).toEqual(new Set(['row-changed']));
  });

  it('delivers within seconds again after it came back', async () => {
    const worker = open({ url: gate.url });
    const seen = record(open());
    await publish(worker, 1, 1, 1);
    await gate.shut();
    await publish(worker, 1, 2, 2);
    await gate.open();

    let number = 3;
    await until(async () => {
      await publish(worker, 1, number, number++);
      return idsOf(seen).some((id) => Number(id.slice(2)) >= 3);
    }, 'events flow again');
  });
});
