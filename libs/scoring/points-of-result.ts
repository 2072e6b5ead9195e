/** Points are counted in tenths, as whole numbers, so that sums are exact and ties are ties. */
export type PointTenths = number;

/**
 * What a result is worth: the points of its exercise version × its score, less the late penalty, rounded down to a tenth.
 * @param score 0–100 with at most one decimal
 * @param penaltyPercent what is taken off, 0–100
 */
export function pointsOfResult(versionPoints: number, score: number, penaltyPercent: number): PointTenths {
  const scoreTenths = Math.round(score * 10);
  return Math.floor((versionPoints * scoreTenths * (100 - penaltyPercent)) / 10_000);
}
