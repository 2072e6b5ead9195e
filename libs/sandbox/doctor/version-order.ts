interface Version {
  readonly branch: string;
  readonly numbers: readonly number[];
  /** The number of a release candidate; a release counts as one after all of them. */
  readonly candidate: number;
}

/** Compares as far as it knows the form: `1.1.5+ds1`, `v2.0.7`, `1.0.0-rc6`, `1.0-rc6`. What a distribution adds is left out. */
function parseVersion(text: string): Version | null {
  const found = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-~.]?rc\.?(\d+))?/.exec(text);
  if (found === null) return null;
  const numbers = [found[1], found[2], found[3] ?? '0'].map(Number);
  return {
    branch: `${numbers[0]}.${numbers[1]}`,
    numbers,
    candidate: found[4] === undefined ? Infinity : Number(found[4]),
  };
}

function isAtLeast(version: Version, floor: Version): boolean {
  const pairs = [...version.numbers, version.candidate].map(
    (number, place) => [number, [...floor.numbers, floor.candidate][place]!] as const,
  );
  const different = pairs.find(([a, b]) => a !== b);
  return different === undefined || different[0] > different[1];
}

/**
 * Whether a version has a fix that was released once for each branch: at or above the floor of its own branch, or above
 * all of them. null when the version's form is not known.
 */
export function hasFix(version: string, floors: readonly string[]): boolean | null {
  const seen = parseVersion(version);
  if (seen === null) return null;
  const known = floors.map(parseVersion).filter((floor) => floor !== null);
  const isNewest = known.every((floor) => isAtLeast(seen, floor));
  return isNewest || known.some((floor) => floor.branch === seen.branch && isAtLeast(seen, floor));
}
