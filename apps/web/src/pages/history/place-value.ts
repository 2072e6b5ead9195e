import type { UsageDistribution } from '#contracts';

/** Where a value stands among those of others. Counts are of learners. */
export interface Standing {
  /** Index of its bucket; null when it lies outside of all. */
  readonly bucket: number | null;
  readonly less: number;
  readonly same: number;
  readonly more: number;
}

export function placeValue({ buckets }: UsageDistribution, value: number): Standing {
  const count = (fits: (from: number, to: number) => boolean) =>
    buckets.reduce((sum, { from, to, learners }) => (fits(from, to ?? Infinity) ? sum + learners : sum), 0);
  const bucket = buckets.findIndex(({ from, to }) => from <= value && value < (to ?? Infinity));
  return {
    bucket: bucket < 0 ? null : bucket,
    less: count((_from, to) => to <= value),
    same: count((from, to) => from <= value && value < to),
    more: count((from) => from > value),
  };
}

/** The same in words: “Of 25 learners, 10 used less, 8 about as much, 7 more.” */
export function tellStanding({ less, same, more }: Standing): string {
  return `Of ${less + same + more} learners, ${less} used less, ${same} about as much, ${more} more.`;
}
