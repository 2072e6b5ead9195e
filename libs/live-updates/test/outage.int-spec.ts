import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '#testing';
import { ids, idsOf, LiveWorld } from './live-world.js';

let world: LiveWorld;

beforeEach(async () => {
  world = await LiveWorld.create();
});
afterEach(() => world.remove());

describe('when Redis is wiped', () => {
  it('goes on with what comes afterwards and repeats nothing', async () => {
    const [worker, api] = [world.open(), world.open()];
    await world.publish(worker, 2, 1, 3);
    const seen = world.record(api);
    await until(() => seen.includes('row-changed'), 'the replay is over');

    await world.redis.del(world.streamKey);
    await world.publish(worker, 1, 7, 7);
    await world.publish(worker, 2, 4, 5);

    await until(() => idsOf(seen).includes('2-5'), 'the latest came');
    expect(idsOf(seen)).toEqual(ids(2, 1, 5));
  });
});

describe('when Redis goes away', () => {
  it('neither fails nor holds up the worker', async () => {
    const worker = world.open({ url: world.gate.url });
    await world.publish(worker, 1, 1, 1);
    await world.gate.shut();
    const startedAt = performance.now();

    await world.publish(worker, 1, 2, 50);
    await worker.announce(world.submissionId);

    expect(performance.now() - startedAt).toBeLessThan(2500);
  });

  it('watches on when it is back, and says to read the row in between', async () => {
    const [worker, api] = [world.open(), world.open({ url: world.gate.url })];
    await world.publish(worker, 1, 1, 2);
    const seen = world.record(api);
    await until(() => seen.includes('row-changed'), 'the replay is over');

    await world.gate.shut();
    await world.publish(worker, 1, 3, 4);
    await worker.announce(world.submissionId);
    seen.length = 0;
    await world.gate.open();

    await until(() => seen.includes('row-changed'), 'it looked again');
    await world.publish(worker, 1, 5, 5);
    await until(() => idsOf(seen).includes('1-5'), 'it follows again');
    expect(idsOf(seen)).toEqual(ids(1, 3, 5));
  });

  it('keeps telling watchers to read the row while it is away', async () => {
    await world.gate.shut();
    const seen = world.record(world.open({ url: world.gate.url, recheckMs: 50 }));

    await until(() => seen.length >= 3, 'it was told three times', 20_000);

    expect(new Set(seen)).toEqual(new Set(['row-changed']));
  });

  it('delivers within seconds again after it came back', async () => {
    const worker = world.open({ url: world.gate.url });
    const seen = world.record(world.open());
    await world.publish(worker, 1, 1, 1);
    await world.gate.shut();
    await world.publish(worker, 1, 2, 2);
    await world.gate.open();

    let number = 3;
    await until(async () => {
      await world.publish(worker, 1, number, number++);
      return idsOf(seen).some((id) => Number(id.slice(2)) >= 3);
    }, 'events flow again');
  });
});
