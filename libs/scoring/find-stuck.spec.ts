import { describe, expect, it } from '@jest/globals';
import { findStuck } from './find-stuck.js';

describe('findStuck', () => {
  it('names the test that failed in each of the latest runs', () => {
    expect(findStuck([['a', 'b'], ['b', 'c'], ['b']], 3)).toEqual({ on: 'b', times: 3 });
  });

  it('finds nobody stuck who fails on something else each time', () => {
    expect(findStuck([['a'], ['b'], ['c']], 2)).toBeNull();
  });

  it('finds nobody stuck before the number asked for', () => {
    expect(findStuck([['a'], ['a']], 3)).toBeNull();
    expect(findStuck([], 1)).toBeNull();
  });

  it('begins anew after a run in which the test did not fail', () => {
    const runs = [['a'], ['a'], ['b'], ['a'], ['a']];

    expect(findStuck(runs, 3)).toBeNull();
    expect(findStuck(runs, 2)).toEqual({ on: 'a', times: 2 });
  });

  it('ends with a pass: nothing failed since', () => {
    expect(findStuck([['a'], ['a'], ['a'], []], 1)).toBeNull();
  });

  it('names what stands longest, and of equals the first of the suite', () => {
    expect(findStuck([['b'], ['a', 'b'], ['a', 'b']], 2)).toEqual({ on: 'b', times: 3 });
    expect(
      findStuck(
        [
          ['a', 'b'],
          ['a', 'b'],
        ],
        2,
      ),
    ).toEqual({ on: 'a', times: 2 });
  });
});
