import type { GroupScore, TestResult } from '#contracts';

/** What a group of tests is worth. */
export interface GroupWeight {
  readonly name: string;
  readonly points: number;
  readonly allOrNothing: boolean;
}

export interface Score {
  /** 0–100 with at most one decimal. */
  readonly score: number;
  readonly groups: readonly GroupScore[];
}

/**
 * Counts points: the tests of a group share its points evenly; an all-or-nothing group earns all or none; the
 * score is the earned share of all points. A group without results earns nothing. 100 only when everything passed.
 */
export function scoreTests(weights: readonly GroupWeight[], results: readonly TestResult[]): Score {
  const groups = weights.map((weight) => scoreGroup(weight, results));
  const points = weights.reduce((sum, weight) => sum + weight.points, 0);
  const earned = groups.reduce((sum, group) => sum + group.earned, 0);
  const everything = groups.every((group) => group.total > 0 && group.passed === group.total);
  return { score: everything ? 100 : floorToTenth(points === 0 ? 0 : (100 * earned) / points), groups };
}

function scoreGroup(weight: GroupWeight, results: readonly TestResult[]): GroupScore {
  const own = results.filter((result) => result.group === weight.name);
  const passed = own.filter((result) => result.status === 'passed').length;
  return {
    name: weight.name,
    points: weight.points,
    earned: earnPoints(weight, passed, own.length),
    passed,
    total: own.length,
    allOrNothing: weight.allOrNothing,
  };
}

/** The points of a group of `total` tests of which `passed` have passed. */
export function earnPoints(weight: GroupWeight, passed: number, total: number): number {
  if (total === 0) return 0;
  if (weight.allOrNothing) return passed === total ? weight.points : 0;
  return (weight.points * passed) / total;
}

/** Rounds down, so that a lost test always shows: 99.97 is not 100. */
const floorToTenth = (value: number): number => Math.min(99.9, Math.floor(value * 10) / 10);
