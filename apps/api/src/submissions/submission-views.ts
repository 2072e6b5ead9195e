import type { SubmissionDetail, SubmissionListItem, SubmissionSummary } from '#contracts';
import type { ListedSubmission, SubmissionRecord } from '#persistence';

export function toSubmissionSummary(row: SubmissionRecord): SubmissionSummary {
  return {
    id: row.id,
    exercise: row.exerciseSlug,
    runtime: row.runtime,
    mode: row.mode,
    status: row.status,
    outcome: row.outcome,
    score: row.score,
    createdAt: row.createdAt.toISOString(),
    judgedAt: row.judgedAt?.toISOString() ?? null,
  };
}

export function toSubmissionListItem(row: ListedSubmission): SubmissionListItem {
  const { title, exerciseVersion, attempt, passedTests: passed, totalTests: total } = row;
  const tests = passed === null || total === null ? null : { passed, total };
  return { ...toSubmissionSummary(row), title, exerciseVersion, attempt, tests };
}

export function toSubmissionDetail(
  row: SubmissionRecord,
  verdict: SubmissionDetail['verdict'],
  queuePosition: number | null,
): SubmissionDetail {
  return {
    ...toSubmissionSummary(row),
    exerciseVersion: row.exerciseVersion,
    attempt: row.attempt,
    queuePosition,
    verdict,
  };
}
