export interface LoadReport<T> {
  /** In the order of their index. */
  readonly results: readonly LoadResult<T>[];
  readonly values: readonly T[];
  readonly errors: readonly Error[];
}

export type LoadResult<T> =
  | { readonly ok: true; readonly value: T; readonly durationMs: number }
  | { readonly ok: false; readonly error: Error; readonly durationMs: number };

/**
 * Runs `work(i)` for i from 0 to `total` - 1, `concurrency` at a time. Never rejects: look at `errors`, or
 * `expect(report.errors).toEqual([])`.
 */
export async function load<T>(
  total: number,
  concurrency: number,
  work: (index: number) => Promise<T>,
): Promise<LoadReport<T>> {
  const results = new Array<LoadResult<T>>(total);
  let next = 0;
  async function takeTurns(): Promise<void> {
    while (next < total) {
      const index = next;
      next += 1;
      results[index] = await measure(() => work(index));
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, total) }, takeTurns));

  return {
    results,
    values: results.flatMap((result) => (result.ok ? [result.value] : [])),
    errors: results.flatMap((result) => (result.ok ? [] : [result.error])),
  };
}

async function measure<T>(work: () => Promise<T>): Promise<LoadResult<T>> {
  const startedAt = performance.now();
  try {
    const value = await work();
    return { ok: true, value, durationMs: performance.now() - startedAt };
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    return { ok: false, error: failure, durationMs: performance.now() - startedAt };
  }
}
