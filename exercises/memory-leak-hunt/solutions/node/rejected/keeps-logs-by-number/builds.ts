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

const history: Omit<Build, 'log'>[] = [];
const logs = new Map<number, string>();
let total = 0;

export function reportBuild({ project, commit, log }: NewBuild): number {
  total += 1;
  const build = { number: total, project, commit, log };
  history.push(toSummary(build));
  logs.set(build.number, log);
  if (history.length > KEPT_BUILDS) history.shift();
  news.emit('build', build);
  return build.number;
}

export function listBuilds() {
  return { total, last: history.toReversed().map(toSummary) };
}

export function findBuild(number: number): Build | undefined {
  const build = history.find((candidate) => candidate.number === number);
  return build && { ...build, log: logs.get(number)! };
}

export const toSummary = ({ number, project, commit }: Omit<Build, 'log'>) => ({ number, project, commit });
