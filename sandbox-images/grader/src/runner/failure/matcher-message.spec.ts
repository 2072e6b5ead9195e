import { describe, expect, it } from '@jest/globals';
import { expect as plainExpect } from 'expect';
import { cleanText } from './clean-text.js';
import { toSentence } from './matcher-message.js';

/** The message of a matcher that fails, as the runner sees it. */
function messageOf(fail: () => void): string {
  try {
    fail();
  } catch (error) {
    return toSentence(cleanText((error as Error).message));
  }
  throw new Error('the matcher did not fail');
}

describe('toSentence', () => {
  it.each([
    ['toBe', () => plainExpect(200).toBe(201), 'expected 201, got 200'],
    ['not.toBe', () => plainExpect(200).not.toBe(200), 'expected not 200'],
    ['toBeGreaterThan', () => plainExpect(3).toBeGreaterThan(5), 'expected > 5, got 3'],
    [
      'toContain of a string',
      () => plainExpect('abc').toContain('x'),
      'expected substring "x", got string "abc"',
    ],
    ['toContain of a list', () => plainExpect([1, 2]).toContain(3), 'expected value 3, got array [1, 2]'],
    ['toMatch', () => plainExpect('abc').toMatch(/x/), 'expected pattern /x/, got string "abc"'],
    [
      'toHaveLength',
      () => plainExpect([1]).toHaveLength(2),
      'expected length 2, got length 1\nReceived array:  [1]',
    ],
    [
      'toBeDefined',
      () => plainExpect(undefined).toBeDefined(),
      'expected the value to be defined, got undefined',
    ],
    ['toBeNull', () => plainExpect(0).toBeNull(), 'expected the value to be null, got 0'],
  ])('puts %s into a sentence', (_, fail, sentence) => {
    expect(messageOf(fail)).toBe(sentence);
  });

  it('keeps the lines of a difference between objects', () => {
    expect(messageOf(() => plainExpect({ a: 1, b: 2 }).toEqual({ a: 1, b: 3 }))).toBe(
      [
        'the values differ (- expected, + got):',
        '  Object {',
        '    "a": 1,',
        '-   "b": 3,',
        '+   "b": 2,',
        '  }',
      ].join('\n'),
    );
  });

  it('leaves other messages alone', () => {
    expect(toSentence('POST /todos: expected status 201, got 200')).toBe(
      'POST /todos: expected status 201, got 200',
    );
  });
});
