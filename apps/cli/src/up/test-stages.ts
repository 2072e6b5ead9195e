import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cloneFolder, stateFolder } from './state-folder.js';
import { UpFailure } from './up-failure.js';

/** One program of `npm test`. */
export interface Stage {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Where jest writes its counts; without it, the stage is one test and its exit code the result. */
  readonly report?: string;
}

const CHECKS = ['format', 'lint', 'types', 'directions', 'dead'];
const PROJECTS = ['unit', 'integration', 'feature', 'system', 'hostile'];

/**
 * Everything CI runs, quickest first.
 * @param only names of stages, e.g. `unit` or `verify`; empty for all of them
 * @throws UpFailure naming what there is when a name is not among them
 */
export function listStages(only: readonly string[]): Stage[] {
  const stages = [...CHECKS.map(toCheck), ...PROJECTS.map(toJest), ...listExercises().map(toVerify)];
  const isWanted = ({ name }: Stage) =>
    only.some((wanted) => name === wanted || name.startsWith(`${wanted} `));
  const unknown = only.find(
    (wanted) => !stages.some((stage) => stage.name.split(' ').includes(wanted) || stage.name === wanted),
  );
  if (unknown)
    throw new UpFailure(
      `there is no test stage "${unknown}": choose from check, ${PROJECTS.join(', ')}, verify`,
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

function listExercises(): string[] {
  const folder = join(cloneFolder, 'exercises');
  return readdirSync(folder)
    .filter((slug) => !slug.startsWith('.') && existsSync(join(folder, slug, 'exercise.yaml')))
    .sort();
}
