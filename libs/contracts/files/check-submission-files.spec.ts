import { describe, expect, it } from '@jest/globals';
import { Refusal } from '../problem.js';
import { IN_PROPORTION, measureGrowth } from '#testing';
import { checkDraftFiles, checkSubmissionFiles } from './check-submission-files.js';
import type { SubmissionFile } from './submission-file.js';

const file = (path: string, content = 'x'): SubmissionFile => ({ path, content });

function refusalOf(files: SubmissionFile[]): Refusal {
  try {
    checkSubmissionFiles(files);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('the files were accepted');
}

describe('checkSubmissionFiles', () => {
  it.each([
    ['folders', 'a/'],
    ['dots', './'],
    ['parents', '../'],
    ['slashes', '/'],
    ['letters', 'a'],
    ['accents', '\u0301\u0327'],
    ['backslashes', '\\'],
    ['joiners', '\u200D'],
  ])('refuses a path of nothing but %s in time that grows with its length only (P13, P31)', (_, part) => {
    expect(refusalOf([file(part.repeat(700_000))]).code).toBe('bad-path');
    expect(measureGrowth(12_500, (size) => refusalOf([file(part.repeat(size))]))).toBeLessThan(IN_PROPORTION);
  });

  it.each([
    ['one file', [file('main.py')]],
    ['folders up to six levels', [file('a/b/c/d/e/main.py')]],
    ['an empty file beside others', [file('main.py'), file('app/__init__.py', '')]],
    [
      'several files of one folder',
      [file('Lib/a.py'), file('Lib/b.py'), file('Lib/c/d.py'), file('main.py')],
    ],
    ['dotted names', [file('main.py'), file('a..b/.env'), file('...')]],
    ['names in any script', [file('main.py'), file('модели/użytkownik.py')]],
    ['exactly 50 files', Array.from({ length: 50 }, (_, index) => file(`f${index}.py`))],
    ['a file of exactly 256 KiB', [file('main.py', 'é'.repeat(128 * 1024))]],
    ['a path of exactly 200 characters', [file(`${'a'.repeat(100)}/${'b'.repeat(99)}`)]],
    ['emoji in a source file', [file('main.py', 'print("😀")')]],
  ])('accepts %s', (_, files) => {
    expect(() => checkSubmissionFiles(files)).not.toThrow();
  });

  it.each([
    ['no files', 'no-files', []],
    ['51 files', 'too-many-files', Array.from({ length: 51 }, (_, index) => file(`f${index}.py`))],
    ['a file over 256 KiB in bytes', 'file-too-large', [file('main.py', `${'é'.repeat(128 * 1024)}x`)]],
    [
      'more than 1 MiB in all',
      'submission-too-large',
      Array.from({ length: 5 }, (_, index) => file(`f${index}.py`, 'x'.repeat(210 * 1024))),
    ],
    ['an empty path', 'bad-path', [file('')]],
    ['a path that leaves the folder', 'bad-path', [file('../main.py')]],
    ['a path that leaves the folder further in', 'bad-path', [file('a/../../main.py')]],
    ['an absolute path', 'bad-path', [file('/etc/passwd')]],
    ['a drive letter', 'bad-path', [file('C:/main.py')]],
    ['a backslash', 'bad-path', [file('src\\main.py')]],
    ['a NUL in a path', 'bad-path', [file('main.py\0.txt')]],
    ['a newline in a path', 'bad-path', [file('main\n.py')]],
    ['a direction mark in a path', 'bad-path', [file('main\u202Eyp.py')]],
    ['a lone surrogate in a path', 'bad-path', [file('main\uD800.py')]],
    ['a replacement character in a path', 'bad-path', [file('main\uFFFD.py')]],
    ['a path over 200 characters', 'bad-path', [file(`${'a'.repeat(100)}/${'b'.repeat(100)}`)]],
    ['a name over 255 bytes', 'bad-path', [file('é'.repeat(128))]],
    ['a path of seven levels', 'bad-path', [file('a/b/c/d/e/f/main.py')]],
    ['a doubled slash', 'bad-path', [file('a//main.py')]],
    ['a trailing slash', 'bad-path', [file('a/')]],
    ['a dot segment', 'bad-path', [file('./main.py')]],
    ['node_modules', 'bad-path', [file('main.js'), file('node_modules/pg/index.js')]],
    ['node_modules further in and in capitals', 'bad-path', [file('main.js'), file('lib/Node_Modules/x.js')]],
    ['.git', 'bad-path', [file('main.js'), file('.git/config')]],
    ['the same path twice', 'duplicate-path', [file('main.py'), file('main.py')]],
    ['paths that differ in case', 'duplicate-path', [file('main.py'), file('Main.py')]],
    ['folders that differ in case, as one file', 'duplicate-path', [file('src/a.py'), file('SRC/a.py')]],
    ['folders that differ in case', 'duplicate-path', [file('main.py'), file('Lib/a.py'), file('lib/b.py')]],
    ['folders further in that differ in case', 'duplicate-path', [file('a/X/1.py'), file('a/x/y/2.py')]],
    ['paths that differ in Unicode form', 'duplicate-path', [file('caf\u00E9.py'), file('cafe\u0301.py')]],
    ['paths that fold together', 'duplicate-path', [file('straße.py'), file('STRASSE.py')]],
    ['a file that is also a folder', 'duplicate-path', [file('app'), file('app/main.py')]],
    ['a file that is also a folder in other case', 'duplicate-path', [file('App/x/main.py'), file('app/X')]],
    ['a lone surrogate', 'bad-text', [file('main.py', 'x\uDC00')]],
    ['a replacement character', 'bad-text', [file('main.py', 'caf\uFFFD')]],
    ['a NUL', 'bad-text', [file('main.py', 'a\0b')]],
    ['nothing but an empty file', 'empty-file', [file('server.py', '')]],
    ['an empty program', 'empty-file', [file('main.ts', ''), file('lib.ts')]],
  ])('refuses %s', (_, code, files) => {
    expect(refusalOf(files).code).toBe(code);
  });

  it('lists every mistake with its file and says where bad text is', () => {
    const refusal = refusalOf([file('../a'), file('b.py', 'one\ntwo \uFFFD'), file('main.py', '')]);

    expect(refusal.extra.errors).toEqual([
      { path: '../a', message: 'leaves the folder with ..' },
      {
        path: 'b.py',
        message: 'has text that is not valid UTF-8 in line 2; only UTF-8 text is accepted',
      },
      { path: 'main.py', message: 'is empty: there is no program to run' },
    ]);
    expect(refusal.message).toBe('../a: leaves the folder with ..');
  });

  it('never repeats control characters of a path in its text', () => {
    const refusal = refusalOf([file('a\x1b[31m\n.py')]);

    expect(refusal.message).toBe('a\uFFFD[31m\uFFFD.py: contains control characters');
  });
});

describe('checkDraftFiles', () => {
  it.each([
    ['nothing yet', []],
    ['an empty program', [file('main.ts', '')]],
    ['a replacement character', [file('main.py', 'caf\uFFFD')]],
    ['exactly 50 files', Array.from({ length: 50 }, (_, index) => file(`f${index}.py`))],
  ])('accepts %s', (_, files) => {
    expect(() => checkDraftFiles(files)).not.toThrow();
  });

  it.each([
    ['51 files', 'too-many-files', Array.from({ length: 51 }, (_, index) => file(`f${index}.py`))],
    ['a path that leaves the folder', 'bad-path', [file('../main.py')]],
    ['paths that differ in case', 'duplicate-path', [file('main.py'), file('Main.py')]],
    ['a NUL', 'bad-text', [file('main.py', 'a\0b')]],
    ['a lone surrogate', 'bad-text', [file('main.py', 'x\uDC00')]],
    ['a file over 256 KiB', 'file-too-large', [file('main.py', 'x'.repeat(256 * 1024 + 1))]],
    [
      'more than 1 MiB in all',
      'submission-too-large',
      Array.from({ length: 5 }, (_, index) => file(`f${index}.py`, 'x'.repeat(210 * 1024))),
    ],
  ])('refuses %s', (_, code, files) => {
    expect(() => checkDraftFiles(files)).toThrow(expect.objectContaining({ code }));
  });
});
