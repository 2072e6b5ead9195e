import { describe, expect, it } from '@jest/globals';
import { LineSplitter } from './line-splitter.js';

describe('LineSplitter', () => {
  it('joins a line that arrives in pieces, even inside a character', () => {
    const lines = new LineSplitter(100);
    const bytes = Buffer.from('żółw\nnext\nrest');

    const cut = [
      ...lines.push(bytes.subarray(0, 1)),
      ...lines.push(bytes.subarray(1, 9)),
      ...lines.push(bytes.subarray(9)),
    ];

    expect(cut).toEqual(['żółw', 'next']);
    expect([...lines.push(Buffer.from('\n'))]).toEqual(['rest']);
  });

  it('accepts a line of exactly the cap and refuses one byte more, with or without its end', () => {
    expect([...new LineSplitter(4).push(Buffer.from('abcd\n'))]).toEqual(['abcd']);
    expect(() => [...new LineSplitter(4).push(Buffer.from('abcde\n'))]).toThrow(RangeError);
    expect(() => [...new LineSplitter(4).push(Buffer.from('abcde'))]).toThrow(RangeError);
  });
});
