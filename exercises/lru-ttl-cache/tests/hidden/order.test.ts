import { random, step } from '@touchstone/kit';
import { newCache, play, words } from './shop.ts';

describe('Order', () => {
  it('evicts the entry that was not used for the longest time', async () => {
    const cache = await newCache({ maxEntries: 3 });
    const [a, b, c, d, e] = words(5);

    await play(cache, [
      [['set', a, 1, 0], null],
      [['set', b, 2, 1], null],
      [['set', c, 3, 2], null],
      [['set', d, 4, 3], a],
      [['set', e, 5, 4], b],
      [['get', a, 5], null],
      [
        ['keys', 6],
        [c, d, e],
      ],
    ]);
  });

  it('takes a get that finds something for a use', async () => {
    const cache = await newCache({ maxEntries: 3 });
    const [a, b, c, d, e] = words(5);

    await play(cache, [
      [['set', a, 1, 0], null],
      [['set', b, 2, 1], null],
      [['set', c, 3, 2], null],
      [['get', a, 3], 1],
      [['get', b, 3], 2],
      [
        ['keys', 3],
        [c, a, b],
      ],
      [['set', d, 4, 4], c],
      [['set', e, 5, 5], a],
    ]);
  });

  it('takes a set of a key that is there for a use, and evicts nothing for it', async () => {
    const cache = await newCache({ maxEntries: 2 });
    const [a, b, c] = words(3);

    await play(cache, [
      [['set', a, 1, 0], null],
      [['set', b, 2, 1], null],
      [['set', a, 10, 2], null],
      [
        ['keys', 2],
        [b, a],
      ],
      [['peek', a, 2], 10],
      [['set', c, 3, 3], b],
    ]);
  });

  it('takes nothing else for a use', async () => {
    const cache = await newCache({ maxEntries: 3 });
    const [a, b, c, d, other] = words(5);

    await play(cache, [
      [['set', a, 1, 0], null],
      [['set', b, 2, 1], null],
      [['set', c, 3, 2], null],
      [['peek', a, 3], 1],
      [
        ['keys', 3],
        [a, b, c],
      ],
      [['get', other, 3], null],
      [['peek', other, 3], null],
      [['delete', other, 3], false],
      [['set', d, 4, 4], a],
    ]);
  });

  it('has room again after a delete', async () => {
    const cache = await newCache({ maxEntries: 2 });
    const [a, b, c, d] = words(4);

    await play(cache, [
      [['set', a, 1, 0], null],
      [['set', b, 2, 1], null],
      [['delete', b, 2], true],
      [['delete', b, 2], false],
      [['get', b, 2], null],
      [['set', c, 3, 3], null],
      [
        ['keys', 3],
        [a, c],
      ],
      [['set', d, 4, 4], a],
    ]);
  });

  it('works with one entry', async () => {
    const cache = await newCache({ maxEntries: 1 });
    const [a, b] = words(2);

    await play(cache, [
      [['set', a, 1, 0], null],
      [['set', a, 2, 0], null],
      [['get', a, 0], 2],
      [['set', b, 3, 0], a],
      [['set', a, 4, 0], b],
      [['keys', 0], [a]],
    ]);
  });

  it('keeps the order through a long mixed history', async () => {
    const maxEntries = 8;
    const cache = await newCache({ maxEntries, ttlMs: 1_000_000 });
    const names = words(14);
    // The order of use, as a list: slow, and plainly right.
    let used: string[] = [];

    for (let now = 0; now < 250; now += 1) {
      const key = random.pick(names);
      const isHeld = used.includes(key);
      const use = () => (used = [...used.filter((name) => name !== key), key]);
      const method = random.pick(['set', 'set', 'get', 'get', 'delete']);
      let expected: unknown = null;
      if (method === 'set') {
        if (!isHeld && used.length === maxEntries) expected = used.shift();
        use();
      } else if (method === 'get') {
        if (isHeld) use();
        expected = isHeld ? key.toUpperCase() : null;
      } else {
        used = used.filter((name) => name !== key);
        expected = isHeld;
      }
      const args = method === 'set' ? [key, key.toUpperCase(), now] : [key, now];
      const returned = await cache.call(method, ...args);
      await step(`${method}("${key}") as operation ${now + 1}`, () => expect(returned).toEqual(expected));
    }
    const keys = await cache.call('keys', 250);
    await step('keys() after 250 operations', () => expect(keys).toEqual(used));
  });
});
