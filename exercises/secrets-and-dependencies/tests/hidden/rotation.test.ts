import { artifact } from '@touchstone/kit';
import { LEAKS } from './leaks.ts';
import { CREDENTIALS, toRealPath } from './project-files.ts';

/** The rows of the tables that begin with the name of a credential, with the files of the second column. */
function readNote(): Map<string, string[]> {
  const rows = artifact
    .text('ROTATION.md')
    .split(/\r?\n/)
    .filter((line) => /^\s*\|/.test(line))
    .map((line) =>
      line
        .trim()
        .replaceAll(/^\||\|$/g, '')
        .split('|')
        .map((cell) => cell.replaceAll(/[`*]/g, '').trim()),
    )
    .filter(([first]) => CREDENTIALS.some((name) => name === first));
  return new Map(rows.map(([name = '', files = '']) => [name, toPaths(files)]));
}

const toPaths = (cell: string): string[] =>
  [
    ...new Set(
      cell
        .replaceAll(/<br *\/?>/g, ' ')
        .split(/[\s,;]+/)
        .filter(Boolean)
        .map((path) => toRealPath(path.replace(/^\.\//, ''))),
    ),
  ].sort();

describe('Rotation', () => {
  it('is due for each credential that leaked, and for no other', () => {
    expect({ rotated: [...readNote().keys()].sort() }).toEqual({ rotated: Object.keys(LEAKS).sort() });
  });

  it('knows every file in which each of them was', () => {
    const note = readNote();
    const expected = Object.fromEntries(Object.entries(LEAKS).map(([name, { files }]) => [name, files]));

    expect(Object.fromEntries(Object.keys(LEAKS).map((name) => [name, note.get(name) ?? []]))).toEqual(
      expected,
    );
  });
});
