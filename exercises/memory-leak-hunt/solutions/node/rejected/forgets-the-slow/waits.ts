import { news, type Build } from './builds.ts';

let waiting = 0;

/** The next build of one of the commits, or null when none is reported in time. */
export async function waitForBuild(commits: string[], waitMs: number): Promise<Build | null> {
  const wanted = new Set(commits);
  const { promise, resolve } = Promise.withResolvers<Build | null>();
  const listener = (build: Build) => {
    if (wanted.has(build.commit)) resolve(build);
  };
  const timer = setTimeout(() => resolve(null), waitMs);
  news.on('build', listener);
  waiting += 1;
  try {
    return await promise;
  } finally {
    waiting -= 1;
    news.off('build', listener);
    clearTimeout(timer);
  }
}

export const countWaits = () => ({ waiting });
