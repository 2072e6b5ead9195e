import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hashExercise } from './hash-exercise.js';

const files = [
  { path: 'tests/hidden/a.test.ts', content: 'é' },
  { path: 'exercise.yaml', content: 'id: 1\n' },
];

describe('hashExercise', () => {
  it('is SHA-256 of the documented canonical form', () => {
    const canonical = 'touchstone exercise 1\nexercise.yaml\x006\0id: 1\ntests/hidden/a.test.ts\x002\0é';

    expect(hashExercise(files)).toBe(createHash('sha256').update(canonical).digest('hex'));
  });

  it('does not depend on the order of files, nor on solutions', () => {
    const solution = { path: 'solutions/node/accepted/a/main.js', content: 'x' };

    expect(hashExercise([solution, ...files].reverse())).toBe(hashExercise(files));
  });

  it('covers the solutions that the walk-through shows, each by its whole folder name', () => {
    const shown = { path: 'solutions/node/accepted/a/main.js', content: 'x' };
    const other = { path: 'solutions/node/accepted/another/main.js', content: 'y' };
    const folders = ['solutions/node/accepted/a'];

    expect(hashExercise([...files, shown, other], folders)).toBe(hashExercise([...files, shown], folders));
    expect(hashExercise([...files, shown], folders)).not.toBe(hashExercise(files, folders));
  });

  it.each([
    ['content', [{ path: 'a', content: 'b' }], [{ path: 'a', content: 'c' }]],
    ['a path', [{ path: 'a', content: 'b' }], [{ path: 'b', content: 'b' }]],
    [
      'where one file ends',
      [
        { path: 'a', content: 'bc' },
        { path: 'd', content: '' },
      ],
      [
        { path: 'a', content: 'b' },
        { path: 'd', content: 'c' },
      ],
    ],
  ])('changes with %s', (_, one, other) => {
    expect(hashExercise(one)).not.toBe(hashExercise(other));
  });
});
