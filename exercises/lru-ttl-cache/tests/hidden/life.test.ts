import { random } from '@touchstone/kit';
import { newCache, play, words } from './shop.ts';

describe('Time to live', () => {
  it('ends a life at the very millisecond', async () => {
    const ttlMs = random.integer(500, 5000);
    const start = random.integer(1, 10_000);
    const cache = await newCache({ ttlMs });
    const [a, b] = words(2);

    await play(cache, [
      [['set', a, 1, start], null],
      [['set', b, 2, start + 1], null],
      [['get', a, start + ttlMs - 1], 1],
      [['peek', a, start + ttlMs - 1], 1],
      [['get', a, start + ttlMs], null],
      [['peek', a, start + ttlMs], null],
      [['get', b, start + ttlMs], 2],
      [['get', b, start + 10 * ttlMs], null],
    ]);
  });

  it('gives an entry a life of its own when it is told', async () => {
    const cache = await newCache({ ttlMs: 1000 });
    const [a, b, c] = words(3);

    await play(cache, [
      [['set', a, 1, 0, 10], null],
      [['set', b, 2, 0, 5000], null],
      [['set', c, 3, 0, null], null],
      [
        ['keys', 9],
        [a, b, c],
      ],
      [
        ['keys', 10],
        [b, c],
      ],
      [['keys', 1000], [b]],
      [['get', b, 4999], 2],
      [['get', b, 5000], null],
    ]);
  });

  it('does not lengthen a life by using it', async () => {
    const cache = await newCache({ ttlMs: 1000 });
    const [a] = words(1);

    await play(cache, [
      [['set', a, 1, 0], null],
      [['get', a, 600], 1],
      [['peek', a, 900], 1],
      [['get', a, 999], 1],
      [['get', a, 1000], null],
    ]);
  });

  it('starts a new life with each set', async () => {
    const cache = await newCache({ ttlMs: 1000 });
    const [a, b, c] = words(3);

    await play(cache, [
      [['set', a, 1, 0], null],
      [['set', a, 2, 900], null],
      [['get', a, 1500], 2],
      [['set', b, 1, 1500, 9000], null],
      [['set', b, 2, 1600], null],
      [['get', a, 1900], null],
      [['get', b, 2599], 2],
      [['get', b, 2600], null],
      [['set', c, 1, 2600], null],
      [['delete', c, 2700], true],
      [['set', c, 2, 3500], null],
      [['get', c, 4000], 2],
      [['keys', 4499], [c]],
    ]);
  });

  it('shortens a life when it is set again with a shorter one', async () => {
    const cache = await newCache({ maxEntries: 2, ttlMs: 1000 });
    const [a, b, c] = words(3);

    await play(cache, [
      [['set', a, 1, 0, 5000], null],
      [['set', b, 2, 0], null],
      [['set', a, 3, 10, 20], null],
      [['get', a, 29], 3],
      [['set', c, 4, 30], null],
      [
        ['keys', 30],
        [b, c],
      ],
    ]);
  });

  it('does not evict a live entry while a dead one is there', async () => {
    const cache = await newCache({ maxEntries: 3, ttlMs: 10_000 });
    const [a, b, c, d, e] = words(5);

    await play(cache, [
      [['set', a, 1, 0], null],
      [['set', b, 2, 1], null],
      [['set', c, 3, 2, 100], null],
      [['set', d, 4, 102], null],
      [
        ['keys', 102],
        [a, b, d],
      ],
      [['set', e, 5, 103], a],
    ]);
  });

  it('finds the dead one wherever it stands', async () => {
    const cache = await newCache({ maxEntries: 4, ttlMs: 10_000 });
    const [a, b, c, d, e, f, g] = words(7);

    await play(cache, [
      [['set', a, 1, 0], null],
      [['set', b, 2, 1, 300], null],
      [['set', c, 3, 2, 200], null],
      [['set', d, 4, 3, 400], null],
      [['get', c, 4], 3],
      [['set', e, 5, 202], null],
      [['set', f, 6, 301], null],
      [['set', g, 7, 402], a],
      [
        ['keys', 402],
        [d, e, f, g],
      ],
    ]);
  });

  it('does not know dead entries in any way', async () => {
    const cache = await newCache({ maxEntries: 3, ttlMs: 100 });
    const [a, b] = words(2);

    await play(cache, [
      [['set', a, 1, 0], null],
      [['set', b, 2, 50], null],
      [['keys', 100], [b]],
      [['delete', a, 100], false],
      [['delete', b, 150], false],
      [['keys', 150], []],
      [['set', a, 3, 200], null],
      [['keys', 200], [a]],
    ]);
  });

  it('puts an entry that is set after its death at the end of the order', async () => {
    const cache = await newCache({ maxEntries: 2, ttlMs: 1000 });
    const [a, b, c] = words(3);

    await play(cache, [
      [['set', a, 1, 0, 10], null],
      [['set', b, 2, 5], null],
      [['set', a, 3, 20], null],
      [
        ['keys', 20],
        [b, a],
      ],
      [['set', c, 4, 30], b],
    ]);
  });
});
