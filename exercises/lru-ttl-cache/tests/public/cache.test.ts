import { random, step, subjectModule } from '@touchstone/kit';

const newCache = (maxEntries: number, ttlMs: number) =>
  subjectModule.callForObject('createCache', { maxEntries, ttlMs });

describe('A cache', () => {
  it('gives back what was set', async () => {
    const cache = await newCache(10, 1000);
    const key = random.word();
    const price = random.integer(1, 999);

    await cache.call('set', key, price, 0);

    await step('a key that was set', async () => expect(await cache.call('get', key, 1)).toBe(price));
    await step('a key that was not', async () => expect(await cache.call('get', `${key}?`, 1)).toBeNull());
  });

  it('forgets the one that was not used for the longest time', async () => {
    const cache = await newCache(2, 1000);

    const results = await cache.call('run', [
      ['set', 'tea', 4, 0],
      ['set', 'jam', 3, 1],
      ['get', 'tea', 2],
      ['set', 'oil', 9, 3],
      ['keys', 4],
    ]);

    await step('what five operations returned', () =>
      expect(results).toEqual([null, null, 4, 'jam', ['tea', 'oil']]),
    );
  });

  it('forgets what is too old', async () => {
    const cache = await newCache(2, 1000);

    await cache.call('set', 'tea', 4, 500);

    await step('tea after 999 ms', async () => expect(await cache.call('get', 'tea', 1499)).toBe(4));
    await step('tea after 1000 ms', async () => expect(await cache.call('get', 'tea', 1500)).toBeNull());
  });
});
