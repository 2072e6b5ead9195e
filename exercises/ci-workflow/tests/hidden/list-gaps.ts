import { findTask, type Task } from './commands.ts';
import { fillIn } from './expressions.ts';
import { findNodeVersion } from './node-version.ts';
import type { Leg, PlayedStep, Run } from './play.ts';
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
  for (const played of leg.steps) {
    // A checkout removes everything else from its folder.
    if (isAction(played.step, 'actions/checkout')) things = new Set(['the sources']);
    if (isAction(played.step, 'actions/download-artifact') && hasUploaded(run, leg, played))
      things.add('dist/');
    for (const command of played.commands) {
      const task = findTask(command);
      if (task === null) continue;
      if ([22, 24].includes(findNodeVersion(leg, played) ?? 0)) things.add('Node.js 22 or 24');
      const missing = NEEDS[task].filter((thing) => !things.has(thing));
      if (tasks.includes(task))
        gaps.push(...missing.map((thing) => `${leg.job.id}: ${command.text} without ${thing}`));
      if (task === 'install') things.add('what npm ci installs');
      if (task === 'build') things.add('dist/');
    }
  }
  return gaps;
}

/** Whether a job that this one waits for has built, and kept what it built under the name that is asked for here. */
function hasUploaded(run: Run, { job }: Leg, download: PlayedStep): boolean {
  const wanted = fillIn(download.step.with.name, download.context) ?? null;
  return run.legs.some((leg) => {
    if (!job.needs.includes(leg.job.id)) return false;
    const built = leg.steps.findIndex(({ commands }) =>
      commands.some((command) => findTask(command) === 'build'),
    );
    const kept = leg.steps.slice(built).find(({ step }) => isAction(step, 'actions/upload-artifact'));
    if (built < 0 || kept === undefined) return false;
    const name = fillIn(kept.step.with.name, kept.context) ?? 'artifact';
    return wanted === null || wanted === name;
  });
}
