/** What a score of 0–100 earns of an exercise's points: in tenths, rounded down, so that a lost test always shows. */
export function earnPoints(points: number, score: number): number {
  // Scores have one decimal: whole tenths keep 57.3 % of 100 points from being 57.2.
  return Math.floor((points * Math.round(score * 10)) / 100) / 10;
}

/** Adds points without the dust of binary fractions. */
export function sumPoints(points: readonly number[]): number {
  return points.reduce((sum, one) => sum + Math.round(one * 10), 0) / 10;
}
