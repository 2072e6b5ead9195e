import { toFields } from './fields.ts';
import { listVersions } from './registry.ts';
import { satisfies } from './semver.ts';

/** One entry under `overrides`: `"a@1": "1.2.3"`, or `"a": { ".": "1.2.3", "b": "2.0.0" }`. */
export interface Override {
  /** Where it stands in package.json, e.g. `mailbuoy > knotmerge`. */
  readonly place: string;
  readonly name: string;
  /** Behind the `@` of its key: only for dependencies that ask for some of this. */
  readonly only: string | null;
  /** What is taken instead; null when it only has entries for what is below. */
  readonly range: string | null;
  readonly below: readonly Override[];
}

export function readOverrides(value: unknown, direct: Readonly<Record<string, string>>): Override[] {
  return readLevel(value, direct, '');
}

function readLevel(value: unknown, direct: Readonly<Record<string, string>>, above: string): Override[] {
  return Object.entries(toFields(value))
    .filter(([key]) => key !== '.')
    .map(([key, inner]) => {
      const at = key.indexOf('@', 1);
      const place = above === '' ? key : `${above} > ${key}`;
      const range = typeof inner === 'string' ? inner : toFields(inner)['.'];
      return {
        place,
        name: at < 0 ? key : key.slice(0, at),
        only: at < 0 ? null : key.slice(at + 1),
        range: typeof range === 'string' ? resolveReference(range, direct) : null,
        below: readLevel(inner, direct, place),
      };
    });
}

/** `$name` is what package.json itself asks for under that name. */
const resolveReference = (range: string, direct: Readonly<Record<string, string>>): string =>
  range.startsWith('$') ? (direct[range.slice(1)] ?? range) : range;

/** The entry that decides what `name` is taken as, the nearest level first. */
export function findOverride(
  levels: readonly (readonly Override[])[],
  name: string,
  range: string,
): Override | null {
  for (const level of levels) {
    const found = level.find(
      (one) => one.name === name && (one.only === null || meet(name, range, one.only)),
    );
    if (found !== undefined) return found;
  }
  return null;
}

/** Whether some version that there is belongs to both ranges. */
const meet = (name: string, one: string, other: string): boolean =>
  listVersions(name).some((version) => satisfies(version, one) && satisfies(version, other));
