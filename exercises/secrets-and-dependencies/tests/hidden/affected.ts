import { ADVISORIES, type Affected, type Events } from './advisories.ts';
import { compareVersions } from './semver.ts';

/** The advisories that speak of a version of a package for Node.js, as OSV's rules have it. */
export function findAdvisories(name: string, version: string): string[] {
  return ADVISORIES.filter(({ withdrawn }) => withdrawn === undefined)
    .filter(({ affected }) => affected.some((one) => speaksOf(one, name, version)))
    .map(({ id }) => id);
}

export const isSafe = (name: string, version: string): boolean => findAdvisories(name, version).length === 0;

const speaksOf = (affected: Affected, name: string, version: string): boolean =>
  affected.ecosystem === 'npm' &&
  affected.name === name &&
  ((affected.versions ?? []).includes(version) ||
    (affected.ranges ?? []).some((events) => isWithin(version, events)));

/** Events are in order: each says whether versions from there on are affected. */
function isWithin(version: string, events: Events): boolean {
  let isAffected = false;
  for (const { introduced, fixed, lastAffected } of events) {
    if (introduced !== undefined && compareVersions(version, introduced) >= 0) isAffected = true;
    if (fixed !== undefined && compareVersions(version, fixed) >= 0) isAffected = false;
    if (lastAffected !== undefined && compareVersions(version, lastAffected) > 0) isAffected = false;
  }
  return isAffected;
}
