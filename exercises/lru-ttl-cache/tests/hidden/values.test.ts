import { random, step } from '@touchstone/kit';
import { newCache, play, words } from './shop.ts';

describe('Keys and values', () => {
  it('keeps values that are false, empty or nothing', async () => {
    const cache = await newCache({ maxEntries: 10 });

    for (const value of [0, false, '', [], {}, -0.5]) {
      const [key] = words(1);
      await play(cache, [
        [['set', key, value, 0], null],
        [['get', key, 1], value],
        [['peek', key, 1], value],
        [['delete', key, 1], true],
      ]);
    }
  });

  it('counts a get of such a value as a hit and a use', async () => {
    const cache = await newCache({ maxEntries: 2 });
    const [a, b, c] = words(3);

    await play(cache, [
      [['set', a, 0, 0], null],
      [['set', b, '', 0], null],
      [['get', a, 1], 0],
      [['stats'], { hits: 1, misses: 0, evictions: 0 }],
      [['set', c, false, 2], b],
      [
        ['keys', 2],
        [a, c],
      ],
    ]);
  });

  it('takes any string for a key', async () => {
    const keys = random.shuffle([
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '',
      ' ',
      'null',
      'é',
      '日本',
    ]);
    const cache = await newCache({ maxEntries: keys.length });

    for (const key of keys)
      await play(cache, [
        [['get', key, 0], null],
        [['delete', key, 0], false],
      ]);
    for (const [index, key] of keys.entries()) await play(cache, [[['set', key, index, 1], null]]);
    for (const [index, key] of keys.entries()) await play(cache, [[['get', key, 2], index]]);
    const held = await cache.call('keys', 3);
    await step('keys()', () => expect(held).toEqual(keys));
  });

  it('keeps the order of keys that look like numbers', async () => {
    const numbers = ['10', ...random.shuffle(['1', '2', '3', '-1', '007', '7'])];
    const cache = await newCache({ maxEntries: numbers.length });

    for (const key of numbers) await play(cache, [[['set', key, `#${key}`, 0], null]]);
    await play(cache, [
      [['keys', 1], numbers],
      [['set', 'next', 1, 1], numbers[0]],
    ]);
  });

  it('returns objects as they were set', async () => {
    const cache = await newCache();
    const [key] = words(1);
    const value = { price: random.integer(1, 999), sizes: words(3), until: 0, value: { key: null } };

    await play(cache, [
      [['set', key, value, 0], null],
      [['get', key, 1], value],
    ]);
  });

  it('shares nothing between caches', async () => {
    const [first, second] = [await newCache({ maxEntries: 1 }), await newCache({ maxEntries: 3, ttlMs: 10 })];
    const [a, b] = words(2);

    await play(first, [[['set', a, 1, 0], null]]);
    await play(second, [
      [['get', a, 0], null],
      [['set', a, 2, 0], null],
      [['set', b, 3, 0], null],
    ]);
    await play(first, [
      [['get', a, 10], 1],
      [['set', b, 4, 10], a],
      [['stats'], { hits: 1, misses: 0, evictions: 1 }],
    ]);
    await play(second, [[['stats'], { hits: 0, misses: 1, evictions: 0 }]]);
  });
});
