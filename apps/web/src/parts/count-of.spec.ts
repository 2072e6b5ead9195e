import { describe, expect, it } from '@jest/globals';
import { countOf } from './count-of.js';

describe('countOf', () => {
  it('puts the word into the number that it counts', () => {
    expect([countOf(0, 'learner'), countOf(1, 'learner'), countOf(2, 'learner')]).toEqual([
      '0 learners',
      '1 learner',
      '2 learners',
    ]);
    expect(countOf(2, 'of them was', 'of them were')).toBe('2 of them were');
  });
});
