import { random, step, subject } from '@touchstone/kit';
import { newCache, words, type Cache, type Operation } from './shop.ts';

const SMALL = 100;
/** Where it shows first, so that nobody waits half a minute to learn it. */
const MEDIUM = 10_000;
const LARGE = 50_000;
/** How many operations are timed. */
const MANY = 2000;

/** Carries out many operations, a batch at a time. Gives what they returned. */
async function runAll(
  cache: Cache,
  count: number,
  operation: (index: number) => Operation,
  batch = 10_000,
): Promise<unknown[]> {
  const returned: unknown[] = [];
  for (let from = 0; from < count; from += batch) {
    const operations = Array.from({ length: Math.min(batch, count - from) }, (_, index) =>
      operation(from + index),
    );
    const results = (await cache.call('run', operations)) as unknown[];
    for (const result of results) returned.push(result);
  }
  return returned;
}

/** A cache that is full. Key and value are the number of the entry. */
async function fullCache(size: number): Promise<Cache> {
  const cache = await newCache({ maxEntries: size, ttlMs: 1_000_000 });
  await runAll(cache, size, (index) => ['set', `${index}`, index, 0]);
  return cache;
}

/** Carries out many operations and gives the CPU time that the program took: other programs of the machine do not count. */
async function timed(
  cache: Cache,
  operation: (index: number) => Operation,
): Promise<{ returned: unknown[]; cpuMs: number }> {
  const before = await subject.usage();
  const returned = await runAll(cache, MANY, operation);
  const after = await subject.usage();
  return { returned, cpuMs: Math.round(after.cpuMs - before.cpuMs) };
}

/** A logarithm is a few steps more, and most of the time goes into reading the call; a search is a thousand times the work. */
async function expectQuick(what: string, cpuMs: number, smallMs: number): Promise<void> {
  await step(`CPU time in ms of ${what}, where ${SMALL} entries take ${smallMs}`, () =>
    expect(cpuMs).toBeLessThan(3 * smallMs + 200),
  );
}

const getOld =
  (size: number) =>
  (index: number): Operation => ['get', `${size - 1 - (index % Math.floor(size / 2))}`, 1];
const setNew =
  (nowMs: (index: number) => number) =>
  (index: number): Operation => ['set', `new ${index}`, index, nowMs(index)];

describe('A large cache', () => {
  it('uses entries in any place of the order, and evicts from a full cache', async () => {
    const small = await fullCache(SMALL);
    const smallGets = await timed(small, getOld(SMALL));
    const smallSets = await timed(
      small,
      setNew(() => 2),
    );

    for (const size of [MEDIUM, LARGE]) {
      const cache = await fullCache(size);
      const gets = await timed(cache, getOld(size));
      const sets = await timed(
        cache,
        setNew(() => 2),
      );

      await step(`how many of ${MANY} answers to get were wrong`, () =>
        expect(gets.returned.filter((value, index) => value !== Number(getOld(size)(index)[1])).length).toBe(
          0,
        ),
      );
      await step(`how many of ${MANY} sets evicted another entry than the oldest`, () =>
        expect(sets.returned.filter((key, index) => key !== `${index}`).length).toBe(0),
      );
      await expectQuick(`${MANY} gets among ${size} entries`, gets.cpuMs, smallGets.cpuMs);
      await expectQuick(`${MANY} sets among ${size} entries`, sets.cpuMs, smallSets.cpuMs);
    }
  });

  it('finds the dead ones among the live', async () => {
    const small = await timed(
      await fullCache(SMALL),
      setNew(() => 2),
    );

    for (const size of [MEDIUM, LARGE]) {
      const cache = await newCache({ maxEntries: size, ttlMs: 1_000_000 });
      // One in four dies early, in no order; each set after that finds the room of one of them.
      const lives = random.shuffle(Array.from({ length: size / 4 }, (_, index) => index + 1));
      await runAll(cache, size, (index) =>
        index % 4 === 1
          ? ['set', `${index}`, index, 0, lives[(index - 1) / 4]]
          : ['set', `${index}`, index, 0],
      );

      const sets = await timed(
        cache,
        setNew((index) => index + 1),
      );

      await step('how many live entries were evicted', () =>
        expect(sets.returned.filter((key) => key !== null).length).toBe(0),
      );
      await step('the key that one more entry drove out', async () =>
        expect(await cache.call('set', 'one more', 1, MANY)).toBe('0'),
      );
      await expectQuick(`${MANY} sets among ${size} entries`, sets.cpuMs, small.cpuMs);
    }
  });

  it('remembers no more than it holds', async () => {
    const cache = await newCache({ maxEntries: 10, ttlMs: 1_000_000_000 });
    // Long keys, so that it can be seen who keeps them; 700 of them are as much as one call may hold.
    const keys = words(5).map((word) => word.padEnd(1000, '.'));
    const setOne = (index: number): Operation => ['set', keys[index % 5]!, index, index];
    await runAll(cache, 7000, setOne, 700);
    const before = await subject.usage();

    await runAll(cache, 28_000, setOne, 700);

    const after = await subject.usage();
    await step('how many keys there are after 35,000 sets of five keys', async () =>
      expect(((await cache.call('keys', 100_000)) as string[]).length).toBe(5),
    );
    await step('MiB that the program grew by', () =>
      expect(Math.round((after.memoryBytes - before.memoryBytes) / 1024 ** 2)).toBeLessThan(20),
    );
  });
});
