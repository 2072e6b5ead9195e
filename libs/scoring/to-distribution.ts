/** With fewer learners than this a distribution tells about persons, and none is shown. */
export const FEWEST_LEARNERS = 5;

/** Ten steps in each power of ten (Renard's series R10, ISO 3): fine enough to compare, too coarse to recognise anybody. */
const STEPS = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];
const DECADES = [1, 10, 100, 1_000, 10_000, 100_000];

/** Lower edges of the buckets that values of any figure are counted in, ascending, from 0. */
export const DISTRIBUTION_EDGES: readonly number[] = [
  0,
  ...DECADES.flatMap((decade) => STEPS.map((step) => Math.round(step * decade * 100) / 100)),
];

/** How many learners are in a bucket. `step` counts from 1, the bucket that begins at 0. */
export interface StepCount {
  readonly step: number;
  readonly learners: number;
  /** The reader's own value is among them. */
  readonly own: boolean;
}

export interface Distribution {
  /** From the lowest to the highest that holds anybody, those between included. `to` is null for the last one there is. */
  readonly buckets: readonly {
    readonly from: number;
    readonly to: number | null;
    readonly learners: number;
  }[];
  /** Which bucket the reader's own value is in; null when they have none. */
  readonly own: number | null;
}

/** null when there are too few learners to show anything of them. */
export function toDistribution(counts: readonly StepCount[]): Distribution | null {
  const learners = counts.reduce((sum, count) => sum + count.learners, 0);
  if (learners < FEWEST_LEARNERS) return null;
  const steps = counts.map(({ step }) => step);
  const [lowest, highest] = [Math.min(...steps), Math.max(...steps)];
  const own = counts.find((count) => count.own)?.step;
  return {
    buckets: Array.from({ length: highest - lowest + 1 }, (_, index) => toBucket(lowest + index, counts)),
    own: own === undefined ? null : own - lowest,
  };
}

function toBucket(step: number, counts: readonly StepCount[]): Distribution['buckets'][number] {
  return {
    from: DISTRIBUTION_EDGES[step - 1] ?? 0,
    to: DISTRIBUTION_EDGES[step] ?? null,
    learners: counts.find((count) => count.step === step)?.learners ?? 0,
  };
}
