import { EventEmitter } from 'node:events';

const KEPT_BUILDS = 30;

export interface NewBuild {
  project: string;
  commit: string;
  log: string;
}

export interface Build extends NewBuild {
  number: number;
}

/** Tells each build that is reported, as the event `build`. */
export const news = new EventEmitter().setMaxListeners(0);

const history: Build[] = [];
let total = 0;

export function reportBuild({ project, commit, log }: NewBuild): number {
  total += 1;
  const build = { number: total, project, commit, log };
  history.push(build);
  if (history.length > KEPT_BUILDS) history.shift();
  news.emit('build', build);
  return build.number;
}

export function listBuilds() {
  return { total, last: history.toReversed().map(toSummary) };
}

export const findBuild = (number: number): Build | undefined => history.find((build) => build.number === number);

export const toSummary = ({ number, project, commit }: Build) => ({ number, project, commit });
