import type { TestFlip, TestResult } from '#contracts';

type Tests = readonly Pick<TestResult, 'id' | 'status'>[];

/** The tests that came out otherwise, in the order of the new suite; what only the old one had comes last. */
export function listFlips(before: Tests, after: Tests): TestFlip[] {
  const old = new Map(before.map(({ id, status }) => [id, status]));
  const kept = new Set(after.map(({ id }) => id));
  const compared = [
    ...after.map(({ id, status }): TestFlip => ({ test: id, from: old.get(id) ?? 'absent', to: status })),
    ...before
      .filter(({ id }) => !kept.has(id))
      .map(({ id, status }): TestFlip => ({ test: id, from: status, to: 'absent' })),
  ];
  return compared.filter(({ from, to }) => from !== to);
}
