import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { SubmissionId } from '#contracts';
import { until } from '#testing';
import type { LiveUpdate, LiveUpdates } from '../index.js';
import { aTest, ids, idsOf, LiveWorld } from './live-world.js';

let world: LiveWorld;

beforeEach(async () => {
  world = await LiveWorld.create();
});
afterEach(() => world.remove());

describe('watch', () => {
  it('replays what was told and follows what comes, from another process', async () => {
    const [worker, api] = [world.open(), world.open()];
    await world.publish(worker, 1, 1, 3);
    const seen = world.record(api);
    await until(() => seen.includes('row-changed'), 'the replay is over');

    await world.publish(worker, 1, 4, 5);

    await until(() => idsOf(seen).length === 5, 'all five came');
    expect(idsOf(seen)).toEqual(ids(1, 1, 5));
    expect(seen[0]).toEqual({ id: '1-1', event: aTest(1) });
    expect(seen.indexOf('row-changed')).toBe(3);
  });

  it('takes of events that were told together those that it has not yet', async () => {
    const live = world.open();
    await world.publish(live, 1, 1, 2);

    await live.publish(world.submissionId, 1, 2, aTest(2), aTest(3), aTest(4));

    const seen = world.record(live);
    await until(() => seen.includes('row-changed'), 'the replay is over');
    expect(idsOf(seen)).toEqual(ids(1, 1, 4));
    expect(seen[2]).toEqual({ id: '1-3', event: aTest(3) });
  });

  it('goes on after the id it is given', async () => {
    const live = world.open();
    await world.publish(live, 1, 1, 5);

    const seen = world.record(live, '1-3');

    await until(() => seen.includes('row-changed'), 'the replay is over');
    expect(idsOf(seen)).toEqual(['1-4', '1-5']);
  });

  it.each(['', 'x', '1', '1-2-3', '9'.repeat(40), '1-1\r\nFLUSHALL'])(
    'starts from the first for the id %p',
    async (id) => {
      const live = world.open();
      await world.publish(live, 1, 1, 2);

      const seen = world.record(live, id);

      await until(() => seen.includes('row-changed'), 'the replay is over');
      expect(idsOf(seen)).toEqual(['1-1', '1-2']);
    },
  );

  it('loses and doubles nothing for a reader that is cut again and again while events come', async () => {
    const [worker, api] = [world.open(), world.open()];
    const seen: string[] = [];
    const telling = world.publish(worker, 1, 1, 300);

    while (seen.at(-1) !== '1-300') {
      const connection = new AbortController();
      const cutAfter = 1 + Math.floor(Math.random() * 20);
      let received = 0;
      for await (const update of api.watch(world.submissionId, seen.at(-1) ?? null, connection.signal)) {
        if (update === 'row-changed') continue;
        seen.push(update.id);
        if (++received === cutAfter || update.id === '1-300') connection.abort();
      }
    }

    await telling;
    expect(seen).toEqual(ids(1, 1, 300));
  });

  it('tells that the row changed after the events that came before', async () => {
    const [worker, api] = [world.open(), world.open()];
    const seen = world.record(api);
    await until(() => seen.length > 0, 'it watches');
    seen.length = 0;

    await world.publish(worker, 1, 1, 3);
    await worker.announce(world.submissionId);

    await until(() => seen.at(-1) === 'row-changed' && seen.length > 3, 'the row changed');
    expect(idsOf(seen)).toEqual(ids(1, 1, 3));
  });

  it('hears of its own submission only', async () => {
    const live = world.open();
    const seen = world.record(live);
    await until(() => seen.length >= 1, 'it watches');

    await live.publish(SubmissionId.parse(randomUUID()), 1, 1, aTest(1));
    await world.publish(live, 1, 1, 1);

    await until(() => idsOf(seen).length === 1, 'its own event came');
    expect(idsOf(seen)).toEqual(['1-1']);
  });

  it('ends when it is aborted, waiting or not, and lets go of its subscription', async () => {
    const live = world.open();
    const stop = new AbortController();
    const watching = live.watch(world.submissionId, null, stop.signal);
    expect(await watching.next()).toEqual({ value: 'row-changed', done: false });
    await until(async () => (await world.countSubscribers()) === 1, 'it is subscribed');
    const waiting = (async () => {
      for await (const _ of watching) void _;
    })();

    stop.abort();

    await waiting;
    await until(async () => (await world.countSubscribers()) === 0, 'it let go');
    const again = live.watch(world.submissionId, null, stop.signal);
    expect(await again.next()).toEqual({ value: undefined, done: true });
  });

  it('serves a hundred watchers over one subscription of one connection', async () => {
    const [worker, api] = [world.open(), world.open()];
    const watchers = Array.from({ length: 100 }, () => world.record(api));
    await until(() => watchers.every((seen) => seen.length > 0), 'all watch');

    await world.publish(worker, 1, 1, 3);

    await until(() => watchers.every((seen) => idsOf(seen).length === 3), 'all have all');
    expect(await world.countSubscribers()).toBe(1);
    const connections = (await world.redis.client('LIST')) as string;
    expect(
      connections.split('\n').filter((line) => line.includes(`name=${world.prefix}-live-subscriber`)),
    ).toHaveLength(1);
  });

  it('buffers nothing for a slow reader, who still gets everything in order', async () => {
    const [worker, api] = [world.open(), world.open()];
    const watching = world.watch(api);
    await watching.next();
    await world.publish(worker, 1, 1, 1000);

    const commands = async () =>
      Number(/cmdstat_xrange:calls=(\d+)/.exec(await world.redis.info('commandstats'))?.[1] ?? 0);
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
});

describe('publish', () => {
  it('drops what is stale or double without a word', async () => {
    const live = world.open();
    await world.publish(live, 2, 1, 2);

    await world.publish(live, 2, 2, 2);
    await world.publish(live, 2, 1, 1);
    await world.publish(live, 1, 9, 9);
    await world.publish(live, 2, 3, 3);

    expect(idsOf(await replay(live))).toEqual(ids(2, 1, 3));
  });

  it('keeps the stream bounded and lets it expire', async () => {
    const live = world.open();
    await world.publish(live, 1, 1, 5000);

    expect(await world.redis.xlen(world.streamKey)).toBeLessThan(4500);
    expect(idsOf(await replay(live)).at(-1)).toBe('1-5000');
    expect(await world.redis.ttl(world.streamKey)).toBeGreaterThan(3000);
  });

  it('is heard through entries that are not ours', async () => {
    const live = world.open();
    await world.redis.xadd(world.streamKey, '1-1', 'event', 'not json');
    await world.redis.xadd(
      world.streamKey,
      '1-2',
      'event',
      '{"type":"judged","outcome":"perfect","score":100}',
    );
    await world.redis.xadd(world.streamKey, '1-3', 'other', 'x');
    await world.publish(live, 1, 4, 4);

    expect(idsOf(await replay(live))).toEqual(['1-4']);
  });

  /** What is there to be replayed now. */
  async function replay(live: LiveUpdates): Promise<LiveUpdate[]> {
    const seen: LiveUpdate[] = [];
    for await (const update of world.watch(live)) {
      if (update === 'row-changed') break;
      seen.push(update);
    }
    return seen;
  }
});
