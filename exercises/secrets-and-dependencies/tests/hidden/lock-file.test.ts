import { isSafe } from './affected.ts';
import { toFields } from './fields.ts';
import { listNeeds, readInstalled, readLockRoot, readProject, type Need } from './lock.ts';
import { findPublished, listVersions } from './registry.ts';
import { majorOf, satisfies } from './semver.ts';

const asks = ({ by, name, range }: Need): string =>
  `${by === null ? 'package.json' : `${by.name} ${by.version}`} asks for ${name} ${range}`;

/** Why `npm ci` would refuse what the lock file has for a need; null when it does not. */
function findMisfit(need: Need): string | null {
  const { by, name, range, override, found } = need;
  const wanted = override?.range ?? range;
  if (by === null && wanted !== range)
    return `${asks(need)}, and an override says ${wanted} for the same package`;
  const rule = wanted === range ? '' : `, overridden with ${wanted}`;
  if (found === null) return `${asks(need)}${rule}, and there is none`;
  if (!satisfies(found.version, wanted)) return `${asks(need)}${rule}, and ${found.path} is ${found.version}`;
  return null;
}

/** Whether the package that asks can be had, in the same major version, asking for something without an advisory. */
function couldAskBetter({ by, name, range }: Need): boolean {
  const canBeSafe = (asked: string): boolean =>
    listVersions(name).some((version) => satisfies(version, asked) && isSafe(name, version));
  if (by === null) return canBeSafe(range);
  return listVersions(by.name)
    .filter((version) => majorOf(version) === majorOf(by.version) && isSafe(by.name, version))
    .some((version) => canBeSafe(findPublished(by.name, version)?.dependencies[name] ?? ''));
}

describe('Lock file', () => {
  it('says of the project what package.json says', () => {
    const { name, version, dependencies, devDependencies } = readProject();
    const root = readLockRoot();

    expect({
      lockfileVersion: root.lockfileVersion,
      name: root.name,
      version: root.version,
      dependencies: root.dependencies ?? {},
      devDependencies: root.devDependencies ?? {},
    }).toEqual({ lockfileVersion: 3, name, version, dependencies, devDependencies });
  });

  it('has a version within the range, or the override, of everything that is asked for', () => {
    const misfits = listNeeds().map(findMisfit);

    expect({ misfits: [...new Set(misfits.filter((one) => one !== null))] }).toEqual({ misfits: [] });
  });

  it('has nothing that nobody asks for', () => {
    const needed = new Set(listNeeds().map(({ found }) => found?.path));
    const extraneous = readInstalled().filter(({ path }) => !needed.has(path));

    expect({ nobodyAsksFor: extraneous.map(({ path }) => path) }).toEqual({ nobodyAsksFor: [] });
  });

  it('has each package as the registry has it', () => {
    const wrong = readInstalled().flatMap(({ path, name, version, fields }) => {
      const published = findPublished(name, version);
      if (published === null) return [`${path}: the registry has no ${name} ${version}`];
      const { resolved, integrity, dependencies = {} } = fields;
      const own = { resolved, integrity, dependencies: toFields(dependencies) };
      return (['resolved', 'integrity', 'dependencies'] as const)
        .filter((key) => !isSame(own[key], published[key]))
        .map((key) => `${path}: "${key}" is not that of ${name} ${version}`);
    });

    expect({ wrong }).toEqual({ wrong: [] });
  });

  it('marks with "dev" what production does without, and nothing else', () => {
    const production = new Set(listNeeds({ production: true }).map(({ found }) => found?.path));
    const all = new Set(listNeeds().map(({ found }) => found?.path));
    const marks = readInstalled().filter(({ path }) => all.has(path));

    expect({ dev: marks.filter(({ fields }) => fields.dev === true).map(({ path }) => path) }).toEqual({
      dev: marks.filter(({ path }) => !production.has(path)).map(({ path }) => path),
    });
  });

  it('is overridden only where no range leads to a version without an advisory', () => {
    const needs = listNeeds();
    const listPlaces = (levels = readProject().overrides): string[] =>
      levels.flatMap(({ place, range, below }) => [...(range === null ? [] : [place]), ...listPlaces(below)]);
    const needed = new Set(
      needs
        .filter((need) => need.override !== null && !couldAskBetter(need))
        .map(({ override }) => override?.place),
    );

    expect({ needlessOverrides: listPlaces().filter((place) => !needed.has(place)) }).toEqual({
      needlessOverrides: [],
    });
  });
});

function isSame(one: unknown, other: unknown): boolean {
  const sorted = (value: unknown): unknown =>
    typeof value === 'string' ? value : Object.entries(toFields(value)).sort();
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}
