import type { GitCommit, GitHistory } from '@touchstone/kit';
import { isMerge, linesOf, listChanged, listNew, nameOf, readHistory, start, textOf } from './history.ts';

const PROGRAM = 'fare.sh';
const CULPRIT = 'Look a price up in half the time';
const BEFORE_IT = 'Say so when nobody sails there';

/** The newest that does it; the merge is another one. */
function getRevert(history: GitHistory): GitCommit {
  const revert = listNew(history).find(
    (commit) => !isMerge(commit) && listChanged(history, commit).includes(PROGRAM),
  );
  if (!revert) throw new Error(`main has no new commit, apart from merges, that changes ${PROGRAM}.`);
  return revert;
}

/** The body of the function that looks prices up, and all other lines. */
function splitProgram(commit: GitCommit): { lookUp: string[]; others: string[] } {
  const lines = linesOf(textOf(commit, PROGRAM));
  const from = lines.indexOf('price_of() {') + 1;
  const to = lines.indexOf('}', from);
  if (from === 0 || to < 0) throw new Error(`${PROGRAM} has no function price_of() any more.`);
  return { lookUp: lines.slice(from, to), others: [...lines.slice(0, from), ...lines.slice(to)] };
}

const getStart = (wanted: string): GitCommit => {
  const commit = start.commits.find(({ subject }) => subject === wanted);
  if (!commit) throw new Error(`The start has no commit "${wanted}".`);
  return commit;
};

/** The look-up apart from where the prices lie. */
const withoutPlace = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(' data/prices.csv', ' prices.csv').trim());

describe('Bug', () => {
  it('looks prices up as before', () => {
    const { lookUp } = splitProgram(readHistory().commit('main'));

    expect(withoutPlace(lookUp)).toEqual(withoutPlace(splitProgram(getStart(BEFORE_IT)).lookUp));
  });

  it('keeps what has been done to the program since', () => {
    const history = readHistory();
    getRevert(history);
    const { lookUp, others } = splitProgram(history.commit('main'));

    expect(others).toEqual(splitProgram(start.commit('main')).others);
    expect(lookUp.join('\n')).toContain(' data/prices.csv');
  });

  it('reverts in a commit of its own, which does nothing else', () => {
    const history = readHistory();
    getRevert(history);
    const changes = listNew(history)
      .filter((commit) => !isMerge(commit))
      .map((commit) => ({ commit: nameOf(commit), changes: listChanged(history, commit) }));

    expect(changes).toEqual([{ commit: expect.any(String) as unknown, changes: [PROGRAM] }]);
  });

  it('names the commit that brought the bug by its hash', () => {
    const history = readHistory();
    const { message } = getRevert(history);
    const hashes = message.match(/\b[0-9a-f]{7,40}\b/g) ?? [];
    const named = hashes.map((hash) => {
      const commit = history.log('main').find(({ id }) => id.startsWith(hash));
      return commit?.subject ?? `${hash}, which is no commit of main in this history`;
    });

    expect(named).toContain(CULPRIT);
  });

  it('leaves the commit that brought the bug in the history', () => {
    const history = readHistory();
    getRevert(history);

    expect(history.log('main').map(({ subject }) => subject)).toContain(CULPRIT);
  });
});
