import { describe, expect, it } from '@jest/globals';
import { markLines, toLetter } from './mark-lines.js';

describe('markLines', () => {
  it('gives each line the letter of the first fragment that has it', () => {
    const fragments = [
      [{ path: 'main.ts', from: 2, to: 3 }],
      [
        { path: 'main.ts', from: 3, to: 4 },
        { path: 'other.ts', from: 1, to: 1 },
      ],
    ];

    const marked = markLines('main.ts', 'a\nb\nc\nd\ne\n', fragments);

    expect(marked.map(({ number, text, fragment }) => [number, text, fragment])).toEqual([
      [1, 'a', null],
      [2, 'b', 'A'],
      [3, 'c', 'A'],
      [4, 'd', 'B'],
      [5, 'e', null],
    ]);
  });
});

describe('toLetter', () => {
  it('goes on after Z', () => {
    expect([0, 25, 26, 27, 52].map(toLetter)).toEqual(['A', 'Z', 'AA', 'AB', 'BA']);
  });
});
