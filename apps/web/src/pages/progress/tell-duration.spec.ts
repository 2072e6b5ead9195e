import { describe, expect, it } from '@jest/globals';
import { tellDuration, tellTimeToPass } from './tell-duration.js';

describe('tellDuration', () => {
  it.each([
    [20, 'under 1 min'],
    [90, '2 min'],
    [25 * 60, '25 min'],
    [3 * 3600 + 100, '3 h'],
    [26 * 3600, '1 day'],
    [50 * 3600, '2 days'],
  ])('tells %s seconds as “%s”', (seconds, words) => {
    expect(tellDuration(seconds)).toBe(words);
  });
});

describe('tellTimeToPass', () => {
  it('says of who passed at once that it took no second attempt', () => {
    expect(tellTimeToPass(0)).toBe('at the first attempt');
    expect(tellTimeToPass(600)).toBe('in 10 min');
  });
});
