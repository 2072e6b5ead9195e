import { describe, expect, it } from '@jest/globals';
import { describeFiles, describeNewPath, mergeFiles, renameFile } from './file-list.js';

const file = (path: string, content = 'x') => ({ path, content });

describe('describeNewPath', () => {
  const files = [file('main.js'), file('lib/store.js')];

  it.each([['a.js'], ['lib/other.js'], ['Lib.js']])('has nothing against %s', (path) => {
    expect(describeNewPath(files, path)).toBeNull();
  });

  it.each([
    ['', /^Give the file a path/],
    ['../a.js', /^Leaves the folder/],
    ['main.js', /^Is there twice/],
    ['MAIN.js', /^Is the same name as main\.js/],
    ['lib', /needs it to be a folder/],
    ['node_modules/x.js', /^Lies in node_modules/],
  ])('tells what is wrong with “%s”', (path, sentence) => {
    expect(describeNewPath(files, path)).toMatch(sentence);
  });

  it('lets a file keep its own name in other case', () => {
    expect(describeNewPath(files, 'Main.js', 'main.js')).toBeNull();
  });

  it('tells when there are enough files', () => {
    const many = Array.from({ length: 50 }, (_, index) => file(`f${index}.js`));

    expect(describeNewPath(many, 'one-more.js')).toBe('There can be at most 50 files.');
  });
});

describe('mergeFiles', () => {
  it('replaces in place and adds at the end', () => {
    const before = [file('main.js', 'old'), file('b.js')];

    const merged = mergeFiles(before, [file('new.js'), file('main.js', 'new')]);

    expect(merged).toEqual({
      files: [file('main.js', 'new'), file('b.js'), file('new.js')],
      replaced: 1,
    });
  });
});

describe('renameFile', () => {
  it('keeps text and place', () => {
    expect(renameFile([file('a'), file('b', 'text')], 'b', 'c')).toEqual([file('a'), file('c', 'text')]);
  });
});

describe('describeFiles', () => {
  it('says what the API would say', () => {
    expect(describeFiles([file('main.js', 'x'.repeat(300_000))])).toMatch(/^main\.js: has 300000 bytes/);
    expect(describeFiles([])).toBeNull();
  });
});
