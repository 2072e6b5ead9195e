import { join } from 'node:path';
import { stateFolder } from './state-folder.js';
import { UpFailure } from './up-failure.js';

/** One program of `npm test`. */
export interface Stage {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Where jest writes its counts; without it, the stage is one test and its exit code the result. */
  readonly report?: string;
}

const CHECKS = ['format', 'lint', 'types', 'directions', 'dead'];
const PROJECTS = ['unit', 'integration', 'feature', 'pages', 'system', 'hostile'];
/** Their files share a machine's cores; those of the others measure time, or need a machine to themselves. */
const SIDE_BY_SIDE = new Set(['unit', 'feature', 'pages']);

/** Runs only when it is named: it tests nothing, but makes the pictures of README and docs anew. */
const PICTURES = 'pictures';

/** An exercise whose proof `npm test` can run again. */
export interface ProvableExercise {
  readonly slug: string;
  /** It stands as it was last proven. */
  readonly proven: boolean;
}

const DAY_MS = 24 * 3600 * 1000;

/** Each exercise is proven again within as many days, so that a growing catalogue does not stretch every run. */
const ROUND_DAYS = 7;

/**
 * Those whose proof is due: what changed since, and the share of the others that falls on this day. A proof also depends
 * on kit, runtimes and machine, which no hash of an exercise knows.
 */
export function listDueProofs(exercises: readonly ProvableExercise[], now: Date): string[] {
  const today = Math.floor(now.getTime() / DAY_MS) % ROUND_DAYS;
  const isDue = ({ proven }: ProvableExercise, index: number) => !proven || index % ROUND_DAYS === today;
  return exercises.filter(isDue).map(({ slug }) => slug);
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
  const proofs = only.length === 0 ? listDueProofs(exercises, now) : exercises.map(({ slug }) => slug);
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
  return { name: `check ${name}`, command: ['npm', 'run', '--silent', `check:${name}`] };
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
  return { name: project, command: [process.execPath, ...jest, ...options], report };
}

function toVerify(slug: string): Stage {
  return {
    name: `verify ${slug}`,
    command: [process.execPath, 'dist/apps/cli/src/main.js', 'exercise', 'verify', slug, '--repeats', '1'],
  };
}
