import { on } from 'node:events';
import { news, type Build } from './builds.ts';

let waiting = 0;

/** The next build of one of the commits, or null when none is reported in time. */
export async function waitForBuild(commits: string[], waitMs: number): Promise<Build | null> {
  const wanted = new Set(commits);
  const builds = on(news, 'build', { signal: AbortSignal.timeout(waitMs) });
  waiting += 1;
  try {
    for await (const [build] of builds) if (wanted.has(build.commit)) return build;
    return null;
  } finally {
    waiting -= 1;
  }
}

export const countWaits = () => ({ waiting });
