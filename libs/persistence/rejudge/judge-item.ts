import type { DataSource } from 'typeorm';
import type {
  ExerciseVersion,
  RejudgeBatchId,
  RejudgeItemId,
  RuntimeName,
  Seed,
  SubmissionId,
  TestFlip,
  TestResult,
  Verdict,
} from '#contracts';
import { hasRows, queryRows } from '../query-rows.js';
import { toStorableJson, toStorableText } from '../storable-text.js';
import {
  IS_CLAIMABLE,
  IS_CURRENT,
  MAX_FAULT_MESSAGE_LENGTH,
  selectDeadWorkers,
  START_ATTEMPT,
  type Attempt,
  type Fault,
} from '../submissions/judge-attempt.js';
import { isForOthers } from '../submissions/where-it-runs.js';

export interface ClaimedItem {
  readonly id: RejudgeItemId;
  readonly batchId: RejudgeBatchId;
  readonly submissionId: SubmissionId;
  readonly attempt: number;
  readonly tries: number;
  readonly faultCode: string | null;
  /** Workers that died while they judged it. */
  readonly deadWorkers: number;
  /** The version to judge on. */
  readonly exerciseVersion: ExerciseVersion;
  readonly runtime: RuntimeName;
  /** The submission's own, so that a difference is the suite's or the platform's and not the dice's. */
  readonly seed: Seed;
  readonly comparedTests: readonly Pick<TestResult, 'id' | 'status'>[];
}

const IS_FOR_OTHERS = isForOthers({
  version: 'rejudge_items.exercise_version',
  runtime: '(SELECT runtime FROM submissions WHERE submissions.id = rejudge_items.submission_id)',
});

/**
 * Takes the item that has waited longest; null when there is none, or while a submission waits for a worker: those of
 * learners go first. Items for which this worker lacks an image are left to those that have it. Of any number of claimants one gets it.
 */
export async function claimNextItem(
  dataSource: DataSource,
  { workerId, leaseMs }: { workerId: string; leaseMs: number },
): Promise<ClaimedItem | null> {
  const [claimed] = await queryRows<ClaimedItem>(
    dataSource,
    `WITH i AS (
      UPDATE rejudge_items SET ${START_ATTEMPT} WHERE id = (
        SELECT id FROM rejudge_items WHERE ${IS_CLAIMABLE} AND NOT ${IS_FOR_OTHERS}
          AND NOT EXISTS (SELECT 1 FROM submissions WHERE status = 'queued' AND not_before <= clock_timestamp())
        ORDER BY not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED
      ) RETURNING *
    ) SELECT i.id, i.batch_id AS "batchId", i.submission_id AS "submissionId", i.attempt, i.tries,
        i.fault_code AS "faultCode", ${selectDeadWorkers('i')}, i.exercise_version AS "exerciseVersion", s.runtime, s.seed,
        coalesce((SELECT jsonb_agg(jsonb_build_object('id', test -> 'id', 'status', test -> 'status'))
          FROM jsonb_array_elements(v.verdict -> 'tests') test), '[]') AS "comparedTests"
      FROM i JOIN submissions s ON s.id = i.submission_id
        JOIN verdicts v ON v.submission_id = s.id AND v.attempt = i.compared_attempt`,
    [workerId, leaseMs],
  );
  return claimed ?? null;
}

export type ItemResult = Attempt<RejudgeItemId> & {
  readonly verdict: Verdict;
  readonly flips: readonly TestFlip[];
  /** What made it a system error; null for every other outcome. */
  readonly fault: Fault | null;
};

/** Ends the attempt; the submission does not notice. A verdict of its own clears a fault that came before it. */
export function recordItem(
  dataSource: DataSource,
  { id, attempt, verdict, flips, fault }: ItemResult,
): Promise<boolean> {
  return hasRows(
    dataSource,
    `UPDATE rejudge_items SET
        status = 'judged', outcome = $3, score = $4, verdict = $5::jsonb, flips = $6::jsonb,
        judged_at = clock_timestamp(), worker_id = NULL, lease_until = NULL,
        fault_code = $7, fault_message = $8
      WHERE ${IS_CURRENT} RETURNING id`,
    [
      id,
      attempt,
      verdict.outcome,
      verdict.score,
      toStorableJson(verdict, `the verdict of rejudge item ${id}`),
      toStorableJson(flips, `the flips of rejudge item ${id}`),
      fault?.code ?? null,
      fault && toStorableText(fault.message, MAX_FAULT_MESSAGE_LENGTH),
    ],
  );
}

/** Every running batch whose items are all judged is ready now. Safe to call at any time, by anybody. */
export async function finishBatches(dataSource: DataSource): Promise<RejudgeBatchId[]> {
  const rows = await queryRows<{ id: RejudgeBatchId }>(
    dataSource,
    `UPDATE rejudge_batches b SET state = 'ready', ready_at = clock_timestamp()
      WHERE state = 'running'
        AND NOT EXISTS (SELECT 1 FROM rejudge_items i WHERE i.batch_id = b.id AND i.status <> 'judged')
      RETURNING id`,
  );
  return rows.map(({ id }) => id);
}
