import { artifact } from '@touchstone/kit';
import { toFields, toTexts, type Fields } from './fields.ts';
import { findOverride, readOverrides, type Override } from './overrides.ts';
import { findPublished } from './registry.ts';

export interface Project {
  readonly name: unknown;
  readonly version: unknown;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: readonly Override[];
  readonly fields: Fields;
}

/** One package where it lies: `node_modules/a/node_modules/b`. */
export interface Installed {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly fields: Fields;
}

/** Who asks for what, and what there is for it. */
export interface Need {
  /** The package that asks; null for the project. */
  readonly by: Installed | null;
  readonly name: string;
  /** As it is published, before any override. */
  readonly range: string;
  readonly override: Override | null;
  readonly found: Installed | null;
}

export function readProject(): Project {
  const fields = toFields(artifact.json('package.json'));
  const dependencies = toTexts(fields.dependencies);
  const devDependencies = toTexts(fields.devDependencies);
  const overrides = readOverrides(fields.overrides, { ...devDependencies, ...dependencies });
  return { name: fields.name, version: fields.version, dependencies, devDependencies, overrides, fields };
}

export function readLockRoot(): Fields {
  const lock = toFields(artifact.json('package-lock.json'));
  return { lockfileVersion: lock.lockfileVersion, ...toFields(toFields(lock.packages)['']) };
}

export function readInstalled(): Installed[] {
  const { packages } = toFields(artifact.json('package-lock.json'));
  return Object.entries(toFields(packages))
    .filter(([path]) => path !== '')
    .map(([path, value]) => {
      const fields = toFields(value);
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return { path, name, version: String(fields.version), fields };
    });
}

/** All that is asked for, from the project downwards; `production` leaves its tools out. */
export function listNeeds({ production = false } = {}): Need[] {
  const project = readProject();
  const direct = { ...(production ? {} : project.devDependencies), ...project.dependencies };
  const byPath = new Map(readInstalled().map((one) => [one.path, one]));
  const needs: Need[] = [];
  const seen = new Set<string>();
  const open: { by: Installed | null; levels: readonly (readonly Override[])[] }[] = [
    { by: null, levels: [project.overrides] },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { by, levels } = next;
    const asked = by === null ? direct : (findPublished(by.name, by.version)?.dependencies ?? {});
    for (const [name, range] of Object.entries(asked)) {
      const override = findOverride(levels, name, range);
      const found = resolve(byPath, by?.path ?? '', name);
      needs.push({ by, name, range, override, found });
      if (found === null) continue;
      const below = override === null ? levels : [override.below, ...levels];
      const key = `${found.path} ${below.map((level) => level.map(({ place }) => place).join()).join('|')}`;
      if (!seen.has(key)) open.push({ by: found, levels: below });
      seen.add(key);
    }
  }
  return needs;
}

/** As Node.js looks for it: beside the one who asks, then further up. */
function resolve(byPath: ReadonlyMap<string, Installed>, from: string, name: string): Installed | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const found = byPath.get(folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`);
    if (found !== undefined) return found;
    if (folder === '') return null;
  }
}
