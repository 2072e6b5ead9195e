import { describe, expect, it } from '@jest/globals';
import { FAULT_KINDS } from './faults.js';
import { readOptions } from './options.js';

describe('the options of npm run chaos', () => {
  it('bring every fault once, from a seed of their own, unless told', () => {
    const { seed, ...others } = readOptions([]);

    expect(Number.isSafeInteger(seed)).toBe(true);
    expect(others).toEqual({
      rounds: FAULT_KINDS.length,
      minutes: Number.POSITIVE_INFINITY,
      faults: FAULT_KINDS,
      workers: 2,
      words: [],
    });
  });

  it('are seed, rounds, minutes, faults and workers', () => {
    const words = ['--seed', '7', '--minutes', '5', '--faults', 'api-killed,redis-killed', '--workers', '3'];

    expect(readOptions(words)).toEqual({
      seed: 7,
      rounds: Number.MAX_SAFE_INTEGER,
      minutes: 5,
      faults: ['api-killed', 'redis-killed'],
      workers: 3,
      words: words.slice(2),
    });
  });

  it.each([
    [['--seed', 'x'], '--seed takes a whole number from 0, not x'],
    [['--rounds', '0'], '--rounds takes a whole number from 1, not 0'],
    [['--faults', 'flood'], 'there is no fault "flood": choose from api-killed'],
    [['--hope'], '--hope'],
  ])('are refused when they are %j', (words, reason) => {
    expect(() => readOptions(words)).toThrow(reason);
  });
});
