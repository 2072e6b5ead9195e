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
  forReader: Pick<SubmissionDetail, 'title' | 'learner' | 'verdict' | 'queuePosition'>,
): SubmissionDetail {
  const { exerciseVersion, attempt } = row;
  return { ...toSubmissionSummary(row), exerciseVersion, attempt, ...forReader };
}
