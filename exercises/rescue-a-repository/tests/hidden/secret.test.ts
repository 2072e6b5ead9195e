import type { GitCommit, GitHistory, GitSignature } from '@touchstone/kit';
import { clean, listCleanFiles, listOld, nameOf, readHistory, start, TOKEN } from './history.ts';

const MAX_TOLD = 10;

const listLeaks = ({ files }: GitCommit): string[] =>
  [...files].filter(([, { content }]) => content.includes(TOKEN)).map(([path]) => path);

const BROUGHT_IT = start.log('main').findLast((commit) => listLeaks(commit).length > 0);

/** Nothing can be said about what a rewritten history has kept before it is one. */
function readRewritten(): GitHistory {
  const history = readHistory();
  const untouched = history.log('main').find(({ id }) => id === BROUGHT_IT?.id);
  if (untouched)
    throw new Error(`main still has ${nameOf(untouched)} as it was: the history has not been rewritten.`);
  return history;
}

const describeSignature = ({ name, email, date }: GitSignature): string => `${name} <${email}>, ${date}`;

/** Which refs lead to a commit, so that a learner knows where to look. */
function describeRefs(history: GitHistory, { id }: GitCommit): string {
  const refs = [...history.refs.keys()].filter((ref) => history.log(ref).some((commit) => commit.id === id));
  return refs.slice(0, 3).join(', ');
}

const describeParents = (history: GitHistory): string[] =>
  listOld(history).map(({ subject, parents }) => {
    const behind = parents.map((parent) => `"${history.commit(parent).subject}"`).join(' and ');
    return `"${subject}" is behind ${behind || 'nothing'}`;
  });

const describeAuthors = (history: GitHistory): object[] =>
  listOld(history).map(({ author, message }) => ({
    author: describeSignature(author),
    message: clean(message),
  }));

function listDifferences(history: GitHistory, expected: GitCommit): string[] {
  const same = listOld(history).filter(({ subject }) => subject === expected.subject);
  if (same.length === 0) return [`"${expected.subject}" is missing`];
  const wanted = listCleanFiles(expected);
  return same.flatMap((commit) => {
    const found = listCleanFiles(commit);
    const paths = [...new Set([...wanted.keys(), ...found.keys()])].sort();
    return paths.flatMap((path) => {
      if (!found.has(path)) return [`${nameOf(commit)}: ${path} is missing`];
      if (!wanted.has(path)) return [`${nameOf(commit)}: ${path} was not there`];
      return found.get(path) === wanted.get(path) ? [] : [`${nameOf(commit)}: ${path} is different`];
    });
  });
}

describe('Secret', () => {
  it('has the token in no file of any commit', () => {
    const history = readHistory();
    const leaks = history.commits.flatMap((commit) => listLeaks(commit).map((path) => ({ commit, path })));

    expect(
      leaks
        .slice(0, MAX_TOLD)
        .map(({ commit, path }) => `${nameOf(commit)}: ${path} (${describeRefs(history, commit)})`),
    ).toEqual([]);
  });

  it('has the token in no message', () => {
    const { commits, tags } = readHistory();
    const inCommits = commits.filter(({ message }) => message.includes(TOKEN)).map(nameOf);
    const inTags = tags.filter(({ message }) => message.includes(TOKEN)).map(({ name }) => name);

    expect([...inCommits, ...inTags].slice(0, MAX_TOLD)).toEqual([]);
  });

  it('has sms.env in no commit', () => {
    const withFile = readHistory().commits.filter(({ files }) => files.has('sms.env'));

    expect(withFile.slice(0, MAX_TOLD).map(nameOf)).toEqual([]);
  });

  it('keeps the branches, each with its end', () => {
    const history = readRewritten();
    const ends = ['kiosk', 'family-ticket'].map((branch) => [branch, history.commit(branch).subject]);

    expect(Object.fromEntries(ends)).toEqual({
      kiosk: start.commit('kiosk').subject,
      'family-ticket': start.commit('family-ticket').subject,
    });
  });

  it('keeps the tags, on the commits of main', () => {
    const history = readRewritten();
    const ofMain = new Set(history.log('main').map(({ id }) => id));
    const placeOf = (tag: string): string => {
      const commit = history.commit(`refs/tags/${tag}`);
      return ofMain.has(commit.id) ? commit.subject : `${nameOf(commit)}, which is not in main`;
    };

    expect({ 'v1.0': placeOf('v1.0'), 'v1.1': placeOf('v1.1') }).toEqual({
      'v1.0': start.commit('v1.0').subject,
      'v1.1': start.commit('v1.1').subject,
    });
    const describeTags = ({ tags }: GitHistory) =>
      tags
        .filter(({ name }) => name === 'v1.0')
        .map(({ message, tagger }) => [message, tagger && describeSignature(tagger)]);
    expect(describeTags(history)).toEqual(describeTags(start));
  });

  it('keeps every commit behind its parents', () => {
    expect(describeParents(readRewritten())).toEqual(describeParents(start));
  });

  it('keeps the authors, their dates and their messages', () => {
    expect(describeAuthors(readRewritten())).toEqual(describeAuthors(start));
  });

  it('changes no other file of any commit', () => {
    const history = readRewritten();

    const differences = start.commits.flatMap((commit) => listDifferences(history, commit));
    expect(differences.slice(0, MAX_TOLD)).toEqual([]);
  });
});
