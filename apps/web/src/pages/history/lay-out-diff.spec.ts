import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareFiles, pairLines, type FileDiff } from './lay-out-diff.js';

const file = (path: string, ...lines: string[]) => ({
  path,
  content: lines.map((line) => `${line}\n`).join(''),
});
const linesOf = ({ blocks }: FileDiff) => blocks.flatMap(({ lines }) => lines);
const MARKS = { same: ' ', removed: '-', added: '+' };
const write = (diff: FileDiff) => linesOf(diff).map(({ kind, text }) => MARKS[kind] + text);

describe('compareFiles', () => {
  it('tells which files came, went and changed, those that differ first', () => {
    const before = [file('a.ts', 'same'), file('b.ts', 'old'), file('gone.ts', 'x', 'y')];
    const after = [file('new.ts', 'z'), file('b.ts', 'new'), file('a.ts', 'same')];

    const diffs = compareFiles(before, after);

    expect(diffs.map(({ path, change, added, removed }) => [path, change, added, removed])).toEqual([
      ['b.ts', 'changed', 1, 1],
      ['gone.ts', 'removed', 0, 2],
      ['new.ts', 'added', 1, 0],
      ['a.ts', 'same', 0, 0],
    ]);
  });

  it('numbers each line as it is in its own file', () => {
    const [diff] = compareFiles([file('a', 'one', 'two', 'three')], [file('a', 'one', '2', 'three')]);

    expect(write(diff!)).toEqual([' one', '-two', '+2', ' three']);
    expect(linesOf(diff!).map(({ before, after }) => [before, after])).toEqual([
      [1, 1],
      [2, null],
      [null, 2],
      [3, 3],
    ]);
  });

  it('folds away what is far from any change, and nothing that is near', () => {
    const many = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);

    const [diff] = compareFiles([file('a', ...many)], [file('a', ...many.toSpliced(14, 1, 'changed'))]);

    expect(diff!.blocks.map(({ folded, lines }) => [folded, lines.length])).toEqual([
      [true, 11],
      [false, 8],
      [true, 12],
    ]);
  });

  it('folds all of a file that is the same, unless it is a few lines', () => {
    const many = Array.from({ length: 10 }, (_, index) => String(index));
    const [long, short] = compareFiles(
      [file('l', ...many), file('s', 'x')],
      [file('l', ...many), file('s', 'x')],
    );

    expect(long!.blocks.map(({ folded }) => folded)).toEqual([true]);
    expect(short!.blocks.map(({ folded }) => folded)).toEqual([false]);
  });

  it('gives back both files, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const [diff] = compareFiles([file('f', ...before)], [file('f', ...after)]);

        const lines = linesOf(diff!);
        expect(lines.filter(({ kind }) => kind !== 'added').map((line) => line.text)).toEqual(before);
        expect(lines.filter(({ kind }) => kind !== 'removed').map((line) => line.text)).toEqual(after);
      }),
    );
  });
});

describe('pairLines', () => {
  const pair = (before: string[], after: string[]) => {
    const [diff] = compareFiles([file('f', ...before)], [file('f', ...after)]);
    return pairLines(linesOf(diff!)).map(({ left, right }) => `${left?.text ?? '·'}|${right?.text ?? '·'}`);
  };

  it('puts what came in beside what went', () => {
    expect(pair(['a', 'x', 'b'], ['a', 'y', 'z', 'b'])).toEqual(['a|a', 'x|y', '·|z', 'b|b']);
    expect(pair(['a', 'x', 'y', 'b'], ['a', 'z', 'b'])).toEqual(['a|a', 'x|z', 'y|·', 'b|b']);
  });

  it('keeps changes apart that have something unchanged between them', () => {
    expect(pair(['x', 'a'], ['a', 'y'])).toEqual(['x|·', 'a|a', '·|y']);
  });
});
