import { describe, expect, it } from '@jest/globals';
import { KitFailure } from '../failures.js';
import { readGitHistory } from './read-git-history.js';

/** Written by git 2.39.5. */
const SAMPLE = String.raw`
blob
mark :1
data 6
three

blob
mark :2
data 4
two

blob
mark :3
data 4
one

blob
mark :4
data 3
a/x
blob
mark :5
data 10
#!/bin/sh

reset refs/heads/side
commit refs/heads/side
mark :6
author Ines Moar <ines@skua.example> 1772455360 -0330
committer Tobias Hay <tobias@skua.example> 1772492401 +0100
data 15
Begin

A body.
M 100644 :1 a-b
M 100644 :2 a.b/x
M 100644 :3 a/x
M 120000 :4 link
M 100755 :5 "q \"\303\274\".sh"

blob
mark :7
data 5
file

commit refs/heads/main
mark :8
author Ines Moar <ines@skua.example> 1772455360 -0330
committer Tobias Hay <tobias@skua.example> 1772492401 +0100
data 21
Make a folder a file
from :6
D a/x
M 100644 :7 a

blob
mark :9
data 5
side

commit refs/heads/side
mark :10
author Ines Moar <ines@skua.example> 1772455360 -0330
committer Tobias Hay <tobias@skua.example> 1772492401 +0100
data 9
Go aside
from :6
D a.b/x
M 100644 :9 side

commit refs/heads/main
mark :11
author Ines Moar <ines@skua.example> 1772455360 -0330
committer Tobias Hay <tobias@skua.example> 1772492401 +0100
data 18
Merge branch side
from :8
merge :10
D a.b/x
M 100644 :9 side

reset refs/tags/light
from :10

tag v1
from :11
tagger Tobias Hay <tobias@skua.example> 1772492401 +0100
data 10
Version 1

`.slice(1);

const read = (text: string) => readGitHistory(text, 'history.txt');
const readSample = () => read(SAMPLE);

/** The sample with something else in the place of what is there first. */
const changed = (old: string, put: string): string => {
  expect(SAMPLE).toContain(old);
  return SAMPLE.replace(old, put);
};

function failureOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof KitFailure) return error.message;
    throw error;
  }
  throw new Error('it was read');
}

const MAIN = 'e754a9f75fc4b6569ee597725f7181a63500b1c7';
const FOLDER = 'dfb22adcd0734a5d4b194a781615c219bbbc6455';
const SIDE = '222010b87214f5ae19143a84185030b81e7d4a82';
const BEGIN = '0d7e4ef5a694479dbdda4efa2c644cdc3a84cd46';

describe('readGitHistory', () => {
  it('knows the ids that Git shows, and the parents in order', () => {
    const { commits } = readSample();

    expect(commits.map(({ id, subject, parents }) => [id, subject, parents])).toEqual([
      [BEGIN, 'Begin', []],
      [FOLDER, 'Make a folder a file', [BEGIN]],
      [SIDE, 'Go aside', [BEGIN]],
      [MAIN, 'Merge branch side', [FOLDER, SIDE]],
    ]);
  });

  it('leads from branches and tags to commits', () => {
    const history = readSample();

    expect(Object.fromEntries(history.refs)).toEqual({
      'refs/heads/main': MAIN,
      'refs/heads/side': SIDE,
      'refs/tags/light': SIDE,
      'refs/tags/v1': MAIN,
    });
    expect(['main', 'v1', 'refs/heads/side', SIDE].map((name) => history.commit(name).id)).toEqual([
      MAIN,
      MAIN,
      SIDE,
      SIDE,
    ]);
    expect(history.tags).toEqual([
      {
        name: 'v1',
        commit: MAIN,
        tagger: { name: 'Tobias Hay', email: 'tobias@skua.example', date: '2026-03-03T00:00:01+0100' },
        message: 'Version 1',
      },
    ]);
  });

  it('tells who, when and why', () => {
    expect(readSample().commit(BEGIN)).toMatchObject({
      author: { name: 'Ines Moar', email: 'ines@skua.example', date: '2026-03-02T09:12:40-0330' },
      committer: { name: 'Tobias Hay', email: 'tobias@skua.example', date: '2026-03-03T00:00:01+0100' },
      message: 'Begin\n\nA body.',
    });
  });

  it('has all files of each commit, by their paths', () => {
    const history = readSample();
    const filesAt = (name: string) =>
      [...history.commit(name).files].map(([path, { mode, content }]) => [path, mode, content]);

    expect(filesAt(BEGIN)).toEqual([
      ['a-b', '100644', 'three\n'],
      ['a.b/x', '100644', 'two\n'],
      ['a/x', '100644', 'one\n'],
      ['link', '120000', 'a/x'],
      ['q "ü".sh', '100755', '#!/bin/sh\n'],
    ]);
    expect(filesAt('main').map(([path]) => path)).toEqual(['a-b', 'link', 'q "ü".sh', 'a', 'side']);
    expect(history.commit('main').files.get('a')?.content).toBe('file\n');
  });

  it('lists what can be reached, by all parents or by the first ones', () => {
    const history = readSample();
    const idsOf = (commits: readonly { id: string }[]) => commits.map(({ id }) => id);

    expect(idsOf(history.log('main'))).toEqual([MAIN, SIDE, FOLDER, BEGIN]);
    expect(idsOf(history.log('main', { firstParent: true }))).toEqual([MAIN, FOLDER, BEGIN]);
    expect(idsOf(history.log('light'))).toEqual([SIDE, BEGIN]);
  });

  it('goes on where a ref stands when a commit has no from, and begins anew after a reset', () => {
    const commit = (mark: number): string =>
      `commit refs/heads/main\nmark :${mark}\ncommitter A <a@b> 1 +0000\ndata 2\n${mark}\n`;
    const { commits } = read(`${commit(1)}${commit(2)}reset refs/heads/main\n${commit(3)}`);

    expect(commits.map(({ message, parents }) => [message, parents.length])).toEqual([
      ['1', 0],
      ['2', 1],
      ['3', 0],
    ]);
  });

  it('says which branches and tags there are instead of the one that is asked for', () => {
    expect(failureOf(() => readSample().commit('trunk'))).toBe(
      'history.txt has no trunk. It has refs/heads/main, refs/heads/side, refs/tags/light, refs/tags/v1.',
    );
    expect(failureOf(() => read('').commit('main'))).toBe(
      'history.txt has no main. It has no branch and no tag.',
    );
  });

  it.each([
    [
      'another text',
      'pick 3f2a1bc Begin',
      1,
      'expected "blob", "commit", "reset" or "tag", got "pick 3f2a1bc Begin"',
    ],
    ['line ends of Windows', SAMPLE.replaceAll('\n', '\r\n'), 1, 'the line ends with a carriage return'],
    ['data that was changed', changed('three\n', 'thirteen\n'), 4, 'got "en": was the file changed'],
    ['data without its end', SAMPLE.slice(0, 23), 3, '6 bytes are announced and fewer follow'],
    ['data without a number', changed('data 6', 'data six'), 3, '"six" is no number of bytes'],
    ['a part of a history', changed('from :6', `from ${BEGIN}`), 51, 'above: export everything, with --all'],
    ['a submodule', changed('M 120000', 'M 160000'), 37, '"160000" is the mode of no file'],
    ['a file that is nowhere', changed('M 120000 :4', 'M 120000 :44'), 37, 'there is no blob ":44" above'],
    ['a path that leaves the folder', changed(' a/x\n', ' ../x\n'), 36, '"../x" is no path that is read'],
    ['a path of many folders', changed(' a/x\n', ` ${'a/'.repeat(3000)}x\n`), 36, 'is no path that is read'],
    [
      'a path with half an escape',
      changed(String.raw`"q \"`, String.raw`"q \y`),
      38,
      'is no path that is read',
    ],
    [
      'nobody',
      changed('author Ines Moar <ines@skua.example>', 'author Ines'),
      28,
      'expected a name, an address and a time',
    ],
  ])('tells %s with its line (I15)', (_, text, line, message) => {
    const failure = failureOf(() => read(text));

    expect(failure).toContain(message);
    expect(failure).toMatch(new RegExp(`^history\\.txt, line ${line}: `));
  });

  it.each([
    ['files', `${'M 100644 :1 a\n'.repeat(4_000)}`],
    ['different files', Array.from({ length: 3_500 }, (_, index) => `M 100644 :1 ${index}\n`).join('')],
    [
      'folders',
      Array.from({ length: 1_500 }, (_, index) => `M 100644 :1 a/b/c/d/e/f/g/h/i/${index}/x\n`).join(''),
    ],
    ['line feeds in a message', '\n'.repeat(60_000)],
    ['brackets', `author ${' <'.repeat(30_000)}\n`],
    ['escapes', `M 100644 :1 "${'\\\\'.repeat(30_000)}\n`],
    ['commits', `\ncommit r\nmark :2\ncommitter A <a> 1 +0000\ndata 1\nm`.repeat(1_000)],
  ])('reads 64 KiB of %s within seconds (H08)', (_, part) => {
    const start = 'blob\nmark :1\ndata 1\nx\ncommit r\nmark :2\ncommitter A <a> 1 +0000\n';
    const startedAt = performance.now();

    for (const text of [`${start}data 1\nm\n${part}`, `${start}data 60000\n${part}m`, `${start}${part}`]) {
      try {
        read(text).log('r');
      } catch (error) {
        expect(error).toBeInstanceOf(KitFailure);
      }
    }

    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  it('ends a history whose commits have more files in all than anybody needs (H08, I15)', () => {
    const files = Array.from({ length: 1_000 }, (_, index) => `M 100644 :1 ${index}\n`).join('');
    const commits = '\ncommit r\nmark :2\ncommitter A <a> 1 +0000\ndata 1\nm'.repeat(20);
    const begin = `blob\nmark :1\ndata 1\nx\ncommit r\nmark :2\ncommitter A <a> 1 +0000\ndata 1\nm\n${files}`;

    expect(failureOf(() => read(`${begin}${commits}`))).toContain(
      'more than 20000 files in all commits together',
    );
  });

  it('takes a file called __proto__ for what it is (H07)', () => {
    const { files } = read(changed(' a/x\n', ' __proto__\n')).commit('main');

    expect(files.get('__proto__')?.content).toBe('one\n');
  });
});
