import { findLanding } from './artifacts.ts';
import { findTask, type Task } from './commands.ts';
import { findNodeVersion } from './node-version.ts';
import type { Leg, Run } from './play.ts';
import { isAction } from './workflow.ts';

type Thing = 'the sources' | 'Node.js 22 or 24' | 'what npm ci installs' | 'dist/';

const NEEDS: Readonly<Record<Task, readonly Thing[]>> = {
  install: ['the sources', 'Node.js 22 or 24'],
  lint: ['the sources', 'what npm ci installs'],
  test: ['the sources', 'what npm ci installs'],
  build: ['the sources', 'what npm ci installs'],
  title: ['the sources'],
  deploy: ['the sources', 'dist/'],
};

/** What commands of these tasks lacked where they were run, in words. */
export function listGaps(run: Run, ...tasks: readonly Task[]): string[] {
  const gaps = run.legs.flatMap((leg) => gapsOf(run, leg, tasks));
  return [...new Set(gaps)];
}

function gapsOf(run: Run, leg: Leg, tasks: readonly Task[]): string[] {
  const gaps: string[] = [];
  let things = new Set<Thing>();
  /** Where something lies that was built and is not in `dist/`. */
  let elsewhere: string | null = null;
  for (const played of leg.steps) {
    // A checkout removes everything else from its folder.
    if (isAction(played.step, 'actions/checkout')) things = new Set(['the sources']);
    if (isAction(played.step, 'actions/download-artifact')) {
      const landing = findLanding(run, leg, played);
      if (landing === 'dist') things.add('dist/');
      else elsewhere = landing;
    }
    // Scripts may unpack what was downloaded, or move it.
    if (elsewhere !== null && /\bdist\b/.test(played.step.run ?? '')) things.add('dist/');
    for (const command of played.commands) {
      const task = findTask(command);
      if (task === null) continue;
      if ([22, 24].includes(findNodeVersion(leg, played) ?? 0)) things.add('Node.js 22 or 24');
      const missing = NEEDS[task].filter((thing) => !things.has(thing));
      if (tasks.includes(task))
        gaps.push(
          ...missing.map((thing) => {
            const note =
              thing === 'dist/' && elsewhere !== null ? ` (what was built lies in ${elsewhere})` : '';
            return `${leg.job.id}: ${command.text} without ${thing}${note}`;
          }),
        );
      if (task === 'install') things.add('what npm ci installs');
      if (task === 'build') things.add('dist/');
    }
  }
  return gaps;
}
