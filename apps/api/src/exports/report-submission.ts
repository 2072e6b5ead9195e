import type { SubmissionDetail, VisibleTest } from '#contracts';
import type { ReportCase, TestReport } from './test-report.js';

export type JudgedDetail = SubmissionDetail & {
  readonly judgedAt: string;
  readonly verdict: NonNullable<SubmissionDetail['verdict']>;
};

/**
 * The tests of one verdict.
 * SECURITY: B09: it is made from what its reader may see anyway, so that no format tells more; how long a test took is
 * told nowhere.
 */
export function reportSubmission({
  exercise,
  createdAt,
  judgedAt,
  verdict,
  ...rest
}: JudgedDetail): TestReport {
  const { outcome, score, cause, nextStep, groups } = verdict;
  return {
    name: exercise,
    startedAt: new Date(createdAt),
    endedAt: new Date(judgedAt),
    cases: outcome === 'system-error' ? [faultCase(exercise, cause)] : toCases(verdict.tests),
    extra: {
      submission: rest.id,
      runtime: rest.runtime,
      mode: rest.mode,
      exerciseVersion: rest.exerciseVersion,
      outcome,
      score,
      cause,
      nextStep,
      groups,
    },
  };
}

/** A test whose title is withheld goes by its place in its group. */
export function toCases(tests: readonly VisibleTest[]): ReportCase[] {
  const seen = new Map<string, number>();
  return tests.map((test) => {
    const place = (seen.get(test.group) ?? 0) + 1;
    seen.set(test.group, place);
    return {
      suite: [test.group],
      name: test.title ?? `hidden test ${place}`,
      status: test.status,
      kind: test.category,
      message: test.message,
      extra: {},
    };
  });
}

const faultCase = (exercise: string, cause: string): ReportCase => ({
  suite: [exercise],
  name: 'judging',
  status: 'other',
  kind: 'system-error',
  message: cause,
  extra: {},
});
