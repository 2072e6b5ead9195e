/** The middle one; of an even number the mean of the two in the middle; null of none. */
export function findMedian(values: readonly number[]): number | null {
  const ordered = [...values].sort((left, right) => left - right);
  const middle = Math.floor(ordered.length / 2);
  const upper = ordered[middle];
  if (upper === undefined) return null;
  return ordered.length % 2 === 1 ? upper : (ordered[middle - 1]! + upper) / 2;
}
