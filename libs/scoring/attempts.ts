/** How often and how fast a learner may try. Both null: as they like. */
export interface AttemptPolicy {
  /** How many attempts count. */
  readonly cap: number | null;
  /** How long after an attempt that counts the next one may come. */
  readonly coolDownMs: number | null;
}

export interface Attempt {
  readonly id: string;
  readonly createdAtMs: number;
  /** Takes no place: a failure of ours is never charged. It counts, if there was a place to take when it was made. */
  readonly free: boolean;
}

export type Admission =
  | { readonly verdict: 'admitted' }
  | { readonly verdict: 'attempts-used-up' }
  | { readonly verdict: 'cool-down'; readonly untilMs: number };

export interface AttemptTally<A extends Attempt> {
  /** The attempts that count, in the order in which they were made. */
  readonly counting: readonly A[];
  /** Places taken: what counts and was not free. */
  readonly used: number;
  /** What would become of another attempt, made at this moment or later than all the others. */
  readonly admit: (atMs: number) => Admission;
}

/** Goes through a learner's attempts at one exercise, in whatever order they are given, and tells which of them count. */
export function tallyAttempts<A extends Attempt>(
  attempts: readonly A[],
  policy: AttemptPolicy,
): AttemptTally<A> {
  const counting: A[] = [];
  let used = 0;
  let lastMs: number | null = null;
  const admit = (atMs: number): Admission => {
    if (policy.cap !== null && used >= policy.cap) return { verdict: 'attempts-used-up' };
    if (policy.coolDownMs === null || lastMs === null) return { verdict: 'admitted' };
    const untilMs = lastMs + policy.coolDownMs;
    return atMs < untilMs ? { verdict: 'cool-down', untilMs } : { verdict: 'admitted' };
  };
  for (const attempt of [...attempts].sort(byArrival)) {
    if (admit(attempt.createdAtMs).verdict !== 'admitted') continue;
    counting.push(attempt);
    if (attempt.free) continue;
    used += 1;
    lastMs = attempt.createdAtMs;
  }
  return { counting, used, admit };
}

function byArrival(left: Attempt, right: Attempt): number {
  return left.createdAtMs - right.createdAtMs || compareText(left.id, right.id);
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
