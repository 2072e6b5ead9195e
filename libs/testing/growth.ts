/**
 * How much longer `work` takes on eight times as much: about 8 where time grows in proportion, about 64 where it grows
 * with the square. The fastest of some runs each, so that a busy machine does not count; what is under a fifth of a
 * millisecond is noise.
 */
export function measureGrowth(size: number, work: (size: number) => unknown): number {
  return (
    fastest(() => work(8 * size)) /
    Math.max(
      0.2,
      fastest(() => work(size)),
    )
  );
}

/** Between the two, with room for noise to either side. */
export const IN_PROPORTION = 24;

const RUNS = 5;

function fastest(work: () => unknown): number {
  const times = Array.from({ length: RUNS }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return Math.min(...times);
}
