export interface Streak {
  /** What failed in each of them. */
  readonly on: string;
  /** How many of the latest runs in a row. */
  readonly times: number;
}

/**
 * What a learner does not get past: what failed in each of the latest runs, the longest first. A run in which it did not
 * fail, and so every pass, ends a streak.
 * @param runs what failed in each run, earliest run first
 * @param least from how many runs in a row on somebody is stuck
 * @returns null for who is not stuck
 */
export function findStuck(runs: readonly (readonly string[])[], least: number): Streak | null {
  const backwards = runs.map((failures) => new Set(failures)).reverse();
  let longest: Streak | null = null;
  for (const on of backwards[0] ?? []) {
    const end = backwards.findIndex((failures) => !failures.has(on));
    const times = end === -1 ? backwards.length : end;
    if (times >= least && times > (longest?.times ?? 0)) longest = { on, times };
  }
  return longest;
}
