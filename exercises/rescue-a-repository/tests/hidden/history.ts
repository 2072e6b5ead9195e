import { artifact, readGitHistory, type GitCommit, type GitFile, type GitHistory } from '@touchstone/kit';
import { START } from './start.ts';

export const TOKEN = 'tok-5f0c9e27a41b8d63';
const SECRET_FILE = 'sms.env';
const BRANCHES = ['main', 'kiosk', 'family-ticket'];

export const start = readGitHistory(START, 'start.txt');

export const readHistory = (): GitHistory => artifact.git('history.txt');

const startSubjects = new Set(start.commits.map(({ subject }) => subject));

/** Whether a commit was there at the start, as it was or rewritten. */
const isOld = ({ subject }: GitCommit): boolean => startSubjects.has(subject);

/** `3fc596d "Tell passengers when a crossing is cancelled"` */
export const nameOf = ({ id, subject }: GitCommit): string => `${id.slice(0, 7)} "${subject}"`;

/** What a text is when the token has been taken out. */
export const clean = (text: string): string => text.replaceAll(TOKEN, '***REMOVED***');

/** Paths and contents of a commit, as they are when the token has been taken out. */
export function listCleanFiles({ files }: GitCommit): Map<string, string> {
  const kept = [...files].filter(([path]) => path !== SECRET_FILE);
  return new Map(kept.map(([path, { mode, content }]) => [path, `${mode}\n${clean(content)}`]));
}

/** What the branches lead to and was there at the start, in the order of the start. A commit that was copied is there twice. */
export function listOld(history: GitHistory): GitCommit[] {
  const reached = new Set(BRANCHES.flatMap((branch) => history.log(branch)));
  return start.commits.flatMap(({ subject }) => [...reached].filter((commit) => commit.subject === subject));
}

/** New commits of main, along first parents, the newest first. */
export function listNew(history: GitHistory): GitCommit[] {
  return history.log('main', { firstParent: true }).filter((commit) => !isOld(commit));
}

export const isMerge = ({ parents }: GitCommit): boolean => parents.length > 1;

/** Paths of files that a commit has added, changed or removed against its first parent. */
export function listChanged(history: GitHistory, { parents, files }: GitCommit): string[] {
  const before = parents[0] === undefined ? new Map<string, GitFile>() : history.commit(parents[0]).files;
  const paths = new Set([...before.keys(), ...files.keys()]);
  return [...paths].filter((path) => before.get(path)?.id !== files.get(path)?.id).sort();
}

export function textOf({ files }: GitCommit, path: string): string {
  const text = files.get(path)?.content;
  if (text === undefined) throw new Error(`main has no ${path} any more.`);
  return text;
}

/** Lines with anything on them, without white space at their ends. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
