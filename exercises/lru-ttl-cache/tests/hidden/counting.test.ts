import { newCache, play, words } from './shop.ts';

describe('Counting', () => {
  it('counts hits and misses of get', async () => {
    const cache = await newCache();
    const [a, other] = words(2);

    await play(cache, [
      [['stats'], { hits: 0, misses: 0, evictions: 0 }],
      [['set', a, 1, 0], null],
      [['get', a, 1], 1],
      [['get', other, 1], null],
      [['get', a, 2], 1],
      [['stats'], { hits: 2, misses: 1, evictions: 0 }],
    ]);
  });

  it('counts nothing for peek, delete and keys', async () => {
    const cache = await newCache();
    const [a, other] = words(2);

    await play(cache, [
      [['set', a, 1, 0], null],
      [['peek', a, 1], 1],
      [['peek', other, 1], null],
      [['keys', 1], [a]],
      [['delete', a, 1], true],
      [['stats'], { hits: 0, misses: 0, evictions: 0 }],
    ]);
  });

  it('takes an entry that is too old for a miss and not for an eviction', async () => {
    const cache = await newCache({ maxEntries: 2, ttlMs: 100 });
    const [a, b, c] = words(3);

    await play(cache, [
      [['set', a, 1, 0], null],
      [['set', b, 2, 0], null],
      [['get', a, 100], null],
      [['set', c, 3, 100], null],
      [['set', a, 4, 100], null],
      [['stats'], { hits: 0, misses: 1, evictions: 0 }],
    ]);
  });

  it('counts each eviction', async () => {
    const cache = await newCache({ maxEntries: 1 });
    const [a, b, c] = words(3);

    await play(cache, [
      [['set', a, 1, 0], null],
      [['set', b, 2, 1], a],
      [['set', b, 3, 2], null],
      [['set', c, 4, 3], b],
      [['delete', c, 4], true],
      [['set', a, 5, 5], null],
      [['stats'], { hits: 0, misses: 0, evictions: 2 }],
    ]);
  });

  it('gives numbers that stay as they are', async () => {
    const cache = await newCache();
    const [a] = words(1);

    const results = await cache.call('run', [['stats'], ['get', a, 0], ['stats']]);

    expect(results).toEqual([
      { hits: 0, misses: 0, evictions: 0 },
      null,
      { hits: 0, misses: 1, evictions: 0 },
    ]);
  });
});
