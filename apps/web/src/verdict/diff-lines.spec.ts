import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { diffLines } from './diff-lines.js';

const SIGNS = { both: ' ', expected: '-', actual: '+' };
const write = (expected: string, actual: string) =>
  diffLines(expected, actual).map(({ side, text }) => `${SIGNS[side]} ${text}`);

describe('diffLines', () => {
  it('marks only the lines that differ, what was expected first', () => {
    expect(write('{\n  "id": 1,\n  "title": "milk"\n}', '{\n  "id": 1,\n  "title": "bread"\n}')).toEqual([
      '  {',
      '    "id": 1,',
      '-   "title": "milk"',
      '+   "title": "bread"',
      '  }',
    ]);
  });

  it('marks lines that are missing, and lines too many', () => {
    expect(write('a\nb', 'a')).toEqual(['  a', '- b']);
    expect(write('a', 'a\nb')).toEqual(['  a', '+ b']);
  });

  it('holds both sides whole, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '', '  c')).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (expected, actual) => {
        const lines = diffLines(expected, actual);
        const without = (side: string) =>
          lines
            .filter((line) => line.side !== side)
            .map((line) => line.text)
            .join('\n');

        expect(without('actual')).toBe(expected);
        expect(without('expected')).toBe(actual);
      }),
    );
  });
});
