import { describe, expect, it } from '@jest/globals';
import { SuiteMistake } from './failures.js';
import { randomData } from './random-data.js';
import { randomStream } from './random-stream.js';

const SEED = '0123456789abcdef';

describe('randomStream', () => {
  it('repeats with the same seed and label, and differs with either', () => {
    const take = (seed: string, label: string) => Array.from({ length: 5 }, randomStream(seed, label));

    expect(take(SEED, 'a')).toEqual(take(SEED, 'a'));
    expect(take(SEED, 'a')).not.toEqual(take(SEED, 'b'));
    expect(take(SEED, 'a')).not.toEqual(take('f123456789abcdef', 'a'));
  });

  it('never changes: a stored seed must replay a run years later', () => {
    expect(Array.from({ length: 3 }, randomStream(SEED, 'a'))).toEqual([249660939, 878028726, 1398889842]);
  });

  it('spreads evenly over sixteen buckets', () => {
    const next = randomStream(SEED, 'spread');
    const buckets = new Array<number>(16).fill(0);
    for (let i = 0; i < 16_000; i += 1) buckets[next() >>> 28]! += 1;

    for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe('randomData', () => {
  const random = randomData(SEED, 'data');

  it('gives whole numbers from both ends of a range', () => {
    const drawn = new Set(Array.from({ length: 200 }, () => random.integer(3, 5)));

    expect([...drawn].sort()).toEqual([3, 4, 5]);
  });

  it('shuffles a copy and loses nothing', () => {
    const items = Array.from({ length: 50 }, (_, index) => index);

    const shuffled = random.shuffle(items);

    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  });

  it('makes version 4 UUIDs, words, sentences, addresses and bytes', () => {
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(random.word(12)).toMatch(/^[a-z][a-z0-9]{11}$/);
    expect(random.sentence(3)).toMatch(/^[A-Z][a-z0-9]* [a-z0-9]+ [a-z0-9]+\.$/);
    expect(random.email()).toMatch(/^[a-z0-9]+\.[a-z0-9]+@example\.com$/);
    expect(random.bytes(7)).toHaveLength(7);
  });

  it('tells an author who picks from nothing', () => {
    expect(() => random.pick([])).toThrow(SuiteMistake);
  });
});
