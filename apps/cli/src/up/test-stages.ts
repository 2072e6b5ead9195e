import { join } from 'node:path';
import { stateFolder } from './state-folder.js';
import { UpFailure } from './up-failure.js';

/** One program of `npm test`. */
export interface Stage {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Where jest writes its counts; without it, the stage is one test and its exit code the result. */
  readonly report?: string;
  /** A run that leaks a handle never ends by itself; as a failure it is at least seen. */
  readonly deadlineMs: number;
}

const USUAL_DEADLINE_MS = 25 * 60_000;

const CHECKS = ['format', 'lint', 'types', 'directions', 'dead'];
const PROJECTS = ['unit', 'integration', 'feature', 'pages', 'system', 'hostile'];
/** Their files share a machine's cores; those of the others measure time, or need a machine to themselves. */
const SIDE_BY_SIDE = new Set(['unit', 'feature', 'pages']);

/** Runs only when it is named: it tests nothing, but makes the pictures of README and docs anew. */
const PICTURES = 'pictures';

/** An exercise whose proof `npm test` can run again. */
export interface ProvableExercise {
  readonly slug: string;
  /** Time that all of its programs spend in pods, each once, by its last proof; null when it has changed since. */
  readonly provenMs: number | null;
}

const DAY_MS = 24 * 3600 * 1000;

/** Each exercise is proven again within as many days, so that a growing catalogue does not stretch every run. */
export const ROUND_DAYS = 10;

/**
 * Those whose proof is due: what changed since, and the share of the others that falls on this day. A proof also depends
 * on kit, runtimes and machine, which no hash of an exercise knows.
 */
export function listDueProofs(exercises: readonly ProvableExercise[], now: Date): string[] {
  const today = shareOut(exercises)[Math.floor(now.getTime() / DAY_MS) % ROUND_DAYS]!;
  return exercises.filter((one) => one.provenMs === null || today.has(one)).map(({ slug }) => slug);
}

/** Gives each day of a round about as much to prove: the longest proofs first, each to the day that has least. */
function shareOut(exercises: readonly ProvableExercise[]): ReadonlySet<ProvableExercise>[] {
  const days = Array.from({ length: ROUND_DAYS }, () => ({ ms: 0, proofs: new Set<ProvableExercise>() }));
  const timeOf = ({ provenMs }: ProvableExercise) => provenMs ?? 0;
  for (const one of exercises.toSorted((a, b) => timeOf(b) - timeOf(a))) {
    const day = days.reduce((least, other) => (other.ms < least.ms ? other : least));
    day.ms += timeOf(one);
    day.proofs.add(one);
  }
  return days.map(({ proofs }) => proofs);
}

/**
 * Everything CI runs, quickest first.
 * @param exercises all there are; the stages are the due ones, or all of them when `only` names proofs
 * @param only names of stages, e.g. `unit` or `verify`; empty for all of them
 * @throws UpFailure naming what there is when a name is not among them
 */
export function listStages(
  only: readonly string[],
  exercises: readonly ProvableExercise[],
  now = new Date(),
): Stage[] {
  const due = new Set(only.length === 0 ? listDueProofs(exercises, now) : exercises.map(({ slug }) => slug));
  const proofs = exercises.filter(({ slug }) => due.has(slug));
  const all = [...CHECKS.map(toCheck), ...PROJECTS.map(toJest), ...proofs.map(toVerify)];
  const stages = only.includes(PICTURES) ? [...all, toJest(PICTURES)] : all;
  const isWanted = ({ name }: Stage) =>
    only.some((wanted) => name === wanted || name.startsWith(`${wanted} `));
  const unknown = only.find(
    (wanted) => !stages.some((stage) => stage.name.split(' ').includes(wanted) || stage.name === wanted),
  );
  if (unknown)
    throw new UpFailure(
      `there is no test stage "${unknown}": choose from check, ${PROJECTS.join(', ')}, verify, ${PICTURES}`,
    );
  return only.length === 0 ? stages : stages.filter(isWanted);
}

function toCheck(name: string): Stage {
  return {
    name: `check ${name}`,
    command: ['npm', 'run', '--silent', `check:${name}`],
    deadlineMs: USUAL_DEADLINE_MS,
  };
}

function toJest(project: string): Stage {
  const report = join(stateFolder, 'test-reports', `${project}.json`);
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const options = [
    '--config',
    'libs/testing/jest.config.mjs',
    '--selectProjects',
    project,
    '--maxWorkers',
    SIDE_BY_SIDE.has(project) ? '100%' : '1',
    '--json',
    '--outputFile',
    report,
  ];
  return {
    name: project,
    command: [process.execPath, ...jest, ...options],
    report,
    deadlineMs: USUAL_DEADLINE_MS,
  };
}

/** As many run side by side as there are cores; one after the other they may take as long as when they were proven. */
function toVerify({ slug, provenMs }: ProvableExercise): Stage {
  return {
    name: `verify ${slug}`,
    command: [process.execPath, 'dist/apps/cli/src/main.js', 'exercise', 'verify', slug, '--repeats', '1'],
    deadlineMs: Math.max(USUAL_DEADLINE_MS, provenMs ?? 0),
  };
}
