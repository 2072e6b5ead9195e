import type { SubmissionDetail, SubmissionSummary } from '#contracts';
import type { SubmissionRecord } from '#persistence';

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
