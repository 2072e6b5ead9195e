/** Versions and ranges as npm reads them. */

interface Version {
  readonly numbers: readonly number[];
  /** `rc.2` in parts; empty for a release. */
  readonly candidate: readonly string[];
}

interface Bound {
  readonly operator: string;
  readonly version: Version;
}

const VERSION = /^v?(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/;
const PARTIAL = /^v?(\d+|[xX*])?(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([\w.-]+))?(?:\+[\w.-]+)?$/;

function parse(text: string): Version | null {
  const found = VERSION.exec(text.trim());
  if (found === null) return null;
  return { numbers: found.slice(1, 4).map(Number), candidate: found[4]?.split('.') ?? [] };
}

/** Below 0, 0, or above 0. OSV's "0" is before everything. */
export function compareVersions(left: string, right: string): number {
  if (left === right) return 0;
  if (left === '0') return -1;
  if (right === '0') return 1;
  const [one, other] = [parse(left), parse(right)];
  if (one === null || other === null) return left < right ? -1 : 1;
  return compare(one, other);
}

function compare(one: Version, other: Version): number {
  const at = one.numbers.findIndex((number, index) => number !== other.numbers[index]);
  if (at >= 0) return (one.numbers[at] ?? 0) - (other.numbers[at] ?? 0);
  if (one.candidate.length === 0 || other.candidate.length === 0)
    return other.candidate.length - one.candidate.length;
  return compareCandidates(one.candidate, other.candidate);
}

function compareCandidates(one: readonly string[], other: readonly string[]): number {
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    const [left = '', right = ''] = [one[at], other[at]];
    if (left === right) continue;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (isNumber && isOtherNumber) return Number(left) - Number(right);
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return one.length - other.length;
}

export const majorOf = (version: string): number => parse(version)?.numbers[0] ?? Number.NaN;

/** Whether npm takes the version for the range. A range that is none takes nothing. */
export function satisfies(version: string, range: string): boolean {
  const parsed = parse(version);
  if (parsed === null) return false;
  return range.split('||').some((part) => {
    const bounds = readBounds(part.trim());
    return bounds !== null && bounds.every((bound) => holds(parsed, bound)) && mayBe(parsed, bounds);
  });
}

/** A candidate is taken only where the range speaks of candidates of that very version. */
const mayBe = ({ numbers, candidate }: Version, bounds: readonly Bound[]): boolean =>
  candidate.length === 0 ||
  bounds.some(
    ({ version }) =>
      version.candidate.length > 0 && version.numbers.every((number, at) => number === numbers[at]),
  );

function holds(version: Version, { operator, version: bound }: Bound): boolean {
  const order = compare(version, bound);
  if (operator === '>=') return order >= 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  if (operator === '<') return order < 0;
  return order === 0;
}

function readBounds(text: string): Bound[] | null {
  const hyphen = /^(\S+) +- +(\S+)$/.exec(text);
  const words =
    hyphen === null
      ? text.replaceAll(/([<>=~^]) +/g, '$1').split(/ +/)
      : [`>=${hyphen[1]}`, `<=${hyphen[2]}`];
  const bounds = words.map(readBound);
  return bounds.some((one) => one === null) ? null : bounds.flatMap((one) => one ?? []);
}

/** One word of a range, e.g. `^1.2.3`, as the lower and upper bounds that it stands for. */
function readBound(word: string): Bound[] | null {
  const [, operator = '', text = ''] = /^(\^|~|>=|<=|>|<|=)?(.*)$/.exec(word) ?? [];
  const found = PARTIAL.exec(text);
  if (found === null) return null;
  const given = found.slice(1, 4).map((part) => (/^\d+$/.test(part ?? '') ? Number(part) : null));
  const known = given.includes(null) ? given.indexOf(null) : 3;
  if (known === 0) return [];
  const low: Version = {
    numbers: given.map((number) => number ?? 0),
    candidate: known === 3 ? (found[4]?.split('.') ?? []) : [],
  };
  if (operator === '^') return between(low, Math.min(known - 1, firstThatCounts(low)));
  if (operator === '~') return between(low, Math.min(known - 1, 1));
  if (known === 3) return [{ operator: operator === '' ? '=' : operator, version: low }];
  const next = raise(low, known - 1);
  if (operator === '>') return [{ operator: '>=', version: { ...next, candidate: [] } }];
  if (operator === '<=') return [{ operator: '<', version: next }];
  if (operator === '>=' || operator === '<') return [{ operator, version: low }];
  return between(low, known - 1);
}

const between = (low: Version, at: number): Bound[] => [
  { operator: '>=', version: low },
  { operator: '<', version: raise(low, at) },
];

/** The first version, candidates included, in which the number at this place is one more. */
const raise = ({ numbers }: Version, at: number): Version => ({
  numbers: numbers.map((number, index) => (index < at ? number : index === at ? number + 1 : 0)),
  candidate: ['0'],
});

/** `^0.4.1` keeps the 4, `^1.2.3` the 1. */
function firstThatCounts({ numbers }: Version): number {
  const at = numbers.findIndex((number) => number !== 0);
  return at < 0 ? 2 : at;
}
