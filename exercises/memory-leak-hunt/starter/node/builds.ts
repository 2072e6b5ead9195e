import { EventEmitter } from 'node:events';

const SHOWN_BUILDS = 30;

export interface NewBuild {
  project: string;
  commit: string;
  log: string;
}

export interface Build extends NewBuild {
  number: number;
}

/** Tells each build that is reported, as the event `build`. */
export const news = new EventEmitter();
// Node.js filled the log with a warning about this one.
news.setMaxListeners(0);

const history: Build[] = [];

export function reportBuild({ project, commit, log }: NewBuild): number {
  const build = { number: history.length + 1, project, commit, log };
  history.push(build);
  news.emit('build', build);
  return build.number;
}

export function listBuilds() {
  return { total: history.length, last: lastBuilds().map(toSummary) };
}

export const findBuild = (number: number): Build | undefined => lastBuilds().find((build) => build.number === number);

/** The newest first. */
const lastBuilds = (): Build[] => history.slice(-SHOWN_BUILDS).toReversed();

export const toSummary = ({ number, project, commit }: Build) => ({ number, project, commit });
