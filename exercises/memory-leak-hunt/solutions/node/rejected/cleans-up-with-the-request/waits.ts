import type { Request } from 'express';
import { news, type Build } from './builds.ts';

let waiting = 0;

/** The next build of one of the commits, or null when none is reported in time. */
export async function waitForBuild(request: Request, commits: string[], waitMs: number): Promise<Build | null> {
  const wanted = new Set(commits);
  const { promise, resolve } = Promise.withResolvers<Build | null>();
  const listener = (build: Build) => {
    if (wanted.has(build.commit)) resolve(build);
  };
  const timer = setTimeout(() => resolve(null), waitMs);
  news.on('build', listener);
  request.on('close', () => news.off('build', listener));
  waiting += 1;
  try {
    return await promise;
  } finally {
    waiting -= 1;
    clearTimeout(timer);
  }
}

export const countWaits = () => ({ waiting });
