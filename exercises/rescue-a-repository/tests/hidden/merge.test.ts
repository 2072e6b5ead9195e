import type { GitCommit, GitHistory } from '@touchstone/kit';
import { isMerge, linesOf, listCleanFiles, listNew, readHistory, start, textOf } from './history.ts';

const END_OF_BRANCH = start.commit('family-ticket').subject;
const END_OF_MAIN = start.commit('main').subject;
const MARK = /^(?:<{7}|\|{7}|={7}|>{7})/;

const readMain = (): GitCommit => readHistory().commit('main');

function getMerge(history: GitHistory): GitCommit {
  const merge = listNew(history).find(isMerge);
  if (!merge) throw new Error('main has no new merge commit on its way along first parents.');
  return merge;
}

const listParents = (history: GitHistory, { parents }: GitCommit): string[] =>
  parents.map((parent) => history.commit(parent).subject);

/** `bike = 60` is an entry, and so is a line that is none, so that it is seen. */
function readSettings(text: string): string[] {
  const lines = linesOf(text).filter((line) => !line.startsWith('#'));
  return lines.map(inAnyOrder).sort();
}

function inAnyOrder(line: string): string {
  const [key = '', equals, ...words] = line.trim().split(/\s+/);
  return key === 'classes' && equals === '='
    ? `classes = ${words.sort().join(' ')}`
    : [key, equals, ...words].join(' ');
}

/** Entries by their heading, in any order. */
function readChangelog(text: string): Record<string, string[]> {
  const sections: Record<string, string[]> = {};
  let open = '';
  for (const line of linesOf(text)) {
    if (line.startsWith('#')) open = line;
    else (sections[open] ??= []).push(line);
  }
  for (const entries of Object.values(sections)) entries.sort();
  return sections;
}

describe('Merge', () => {
  it('joins the branch to main by a merge commit', () => {
    const history = readHistory();

    expect(listParents(history, getMerge(history))).toContain(END_OF_BRANCH);
  });

  it('has main as the first parent and the branch as the second', () => {
    const history = readHistory();
    const [, ...others] = listParents(history, getMerge(history));
    const firsts = history.log('main', { firstParent: true }).map(({ subject }) => subject);

    expect(others).toEqual([END_OF_BRANCH]);
    expect(firsts).toContain(END_OF_MAIN);
  });

  it('has the classes of both sides, and their per cents', () => {
    expect(readSettings(textOf(readMain(), 'fares.conf'))).toEqual([
      'adult = 100',
      'bike = 60',
      'child = 50',
      'classes = adult bike child dog family',
      'dog = 0',
      'family = 250',
    ]);
  });

  it('has the entries of both sides in the changelog', () => {
    expect(readChangelog(textOf(readMain(), 'CHANGELOG.md'))).toEqual({
      '## Unreleased': [
        '- A crossing from Skerry to Uyea.',
        '- Bikes go along for three fifths of the fare.',
        '- Families of up to five pay two and a half fares.',
      ],
      '## 1.0': [
        '- Fares of all crossings, and half of it for children.',
        '- Passengers are told when a crossing is cancelled.',
        '- Receipts.',
      ],
    });
  });

  it('has the prices of both sides where they lie now, and nowhere else', () => {
    const main = readMain();
    const places = [...main.files.keys()].filter((path) => path.endsWith('prices.csv'));

    expect(places).toEqual(['data/prices.csv']);
    const expected = linesOf(textOf(start.commit('main'), 'data/prices.csv')).map((row) =>
      row.replace('Holm,Skerry,640', 'Holm,Skerry,600'),
    );
    expect(linesOf(textOf(main, 'data/prices.csv')).sort()).toEqual(expected.sort());
  });

  it('has every other file as the side that changed it, and no more files', () => {
    const expected = listCleanFiles(start.commit('main'));
    expected.set('README.md', listCleanFiles(start.commit('family-ticket')).get('README.md') ?? '');
    const main = listCleanFiles(readMain());
    const withConflicts = ['fares.conf', 'CHANGELOG.md', 'fare.sh', 'prices.csv', 'data/prices.csv'];
    const toOthers = (files: Map<string, string>) =>
      Object.fromEntries([...files].filter(([path]) => !withConflicts.includes(path)).sort());

    expect(toOthers(main)).toEqual(toOthers(expected));
  });

  it('leaves no mark of a conflict', () => {
    const history = readHistory();
    const main = history.commit('main');
    if (!textOf(main, 'README.md').includes('family') && !textOf(main, 'fares.conf').includes('family'))
      throw new Error('main has nothing of family-ticket.');

    const marks = [main, ...listNew(history)].flatMap(({ files }) =>
      [...files].flatMap(([path, { content }]) =>
        content
          .split('\n')
          .flatMap((line, index) => (MARK.test(line) ? [`${path}, line ${index + 1}: ${line}`] : [])),
      ),
    );
    expect([...new Set(marks)]).toEqual([]);
  });
});
