import type { RejudgeBatch, RejudgeBatchDetail, RejudgeResult, RejudgeSummary } from '#contracts';
import type { RejudgeBatchRecord, RejudgeResultRecord } from '#persistence';
import { toChange, type BestChange } from '#scoring';

export function toBatch(record: RejudgeBatchRecord): RejudgeBatch {
  const { summary: _, createdAt, readyAt, settledAt, ...rest } = record;
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    readyAt: readyAt?.toISOString() ?? null,
    settledAt: settledAt?.toISOString() ?? null,
  };
}

export function toBatchDetail(
  record: RejudgeBatchRecord,
  summary: RejudgeSummary | null,
): RejudgeBatchDetail {
  return { ...toBatch(record), summary };
}

export function toResult(record: RejudgeResultRecord, best: BestChange | undefined): RejudgeResult {
  const { submissionId, learnerId, learnerName, submittedAt, before, after, faultMessage, fate } = record;
  return {
    submission: submissionId,
    learner: { id: learnerId, displayName: learnerName },
    submittedAt: submittedAt.toISOString(),
    before: { outcome: before.outcome, score: before.score },
    after: after && { outcome: after.outcome, score: after.score },
    change: toChange(record),
    best: { before: best?.before.score ?? null, after: best?.after.score ?? null },
    fault: faultMessage,
    fate,
  };
}
