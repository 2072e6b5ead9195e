import { findTask } from './commands.ts';
import { toText } from './expression-values.ts';
import { fillIn } from './expressions.ts';
import type { Leg, PlayedStep, Run } from './play.ts';
import { isAction } from './workflow.ts';

/**
 * The folder in which `dist/` lies after a download, if a job that this one waits for has built it and kept it under the
 * name that is asked for here.
 */
export function findLanding(run: Run, { job }: Leg, download: PlayedStep): string | null {
  const wanted = inputOf(download, 'name');
  for (const leg of run.legs.filter((one) => job.needs.includes(one.job.id))) {
    const upload = findUpload(leg);
    if (upload === null) continue;
    const name = inputOf(upload, 'name') ?? 'artifact';
    if (wanted !== null && wanted !== name) continue;
    // Without a name each artifact gets a folder of its own.
    const isApart = wanted === null && inputOf(download, 'merge-multiple') !== 'true';
    return joinPath(inputOf(download, 'path') ?? '.', isApart ? name : '.', findInside(upload));
  }
  return null;
}

/** What keeps what a job has built. */
function findUpload({ steps }: Leg): PlayedStep | null {
  const built = steps.findIndex(({ commands }) => commands.some((command) => findTask(command) === 'build'));
  if (built < 0) return null;
  return steps.slice(built).find(({ step }) => isAction(step, 'actions/upload-artifact')) ?? null;
}

/** Where `dist/` lies in an artifact. The folder that all of its files have in common is left out of it. */
function findInside(upload: PlayedStep): string {
  const paths = (inputOf(upload, 'path') ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('!'))
    .map((line) => joinPath(line));
  const isInside = (path: string): boolean => path === 'dist' || path.startsWith('dist/');
  if (paths.every(isInside)) return '.';
  // An archive is unpacked by a script.
  return paths.some(isInside) || paths.includes('.') ? 'dist' : paths.join(', ');
}

function inputOf({ step, context }: PlayedStep, name: string): string | null {
  const value = fillIn(step.with[name], context) ?? null;
  return value === null ? null : toText(value);
}

/** One path of several, without what changes nothing: `./dist/` is `dist`. */
function joinPath(...parts: readonly string[]): string {
  const names = parts.flatMap((part) => part.split('/')).filter((name) => name !== '' && name !== '.');
  return names.join('/') || '.';
}
