import { describe, expect as jestExpect, it } from '@jest/globals';
import { expect } from 'expect';
import './list-matchers.js';

describe('toHaveLength', () => {
  it('counts lists, texts and bytes', () => {
    expect([1, 2]).toHaveLength(2);
    expect('abc').toHaveLength(3);
    expect(new Uint8Array(4)).toHaveLength(4);
    expect([1, 2]).not.toHaveLength(3);
  });

  it('names both lengths', () => {
    jestExpect(() => expect([1, 2]).toHaveLength(3)).toThrow('expected the length 3, got 2 of [1, 2]');
  });

  it.each([{ length: 3 }, null, undefined, 3, new Map()])(
    'takes nothing else for a list: %p (C05)',
    (value) => {
      jestExpect(() => expect(value).toHaveLength(3)).toThrow('got none');
      jestExpect(() => expect(value).not.toHaveLength(4)).toThrow('got none');
    },
  );
});
