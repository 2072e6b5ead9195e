import type { EntityManager } from 'typeorm';
import {
  invariant,
  Refusal,
  type ExerciseId,
  type RejudgeBatchId,
  type RejudgeChange,
  type RejudgeFate,
  type RejudgeItemId,
  type RejudgeScope,
  type RejudgeState,
  type RejudgeSummary,
  type SubmissionId,
  type UserId,
} from '#contracts';
import { compareBests, decideFate, summariseRejudge, toChange } from '#scoring';
import { insertAuditEntries, insertAuditEntry, type AuditEntry } from '../audit/audit.repository.js';
import { queryRows } from '../query-rows.js';
import { FIGURE_COLUMNS, selectFigures } from '../submissions/verdict-figures.js';
import { toStorableJson } from '../storable-text.js';
import { listBestsElsewhere, listFlipCounts, listResults, type RejudgeResultRecord } from './list-results.js';

export interface ApplyBatch {
  readonly id: RejudgeBatchId;
  /** null: whoever asked for it is gone. */
  readonly actorId: UserId | null;
  readonly lowers: 'keep' | 'lower';
}

/** What has changed with a batch. */
export interface AppliedResults {
  /** Those that have a new verdict. */
  readonly submissionIds: readonly SubmissionId[];
  /** Those whose standings may have moved. */
  readonly exerciseIds: readonly ExerciseId[];
}

export interface AppliedBatch extends AppliedResults {
  readonly summary: RejudgeSummary;
}

interface LockedBatch {
  readonly id: RejudgeBatchId;
  readonly scope: RejudgeScope;
  readonly state: RejudgeState;
  readonly applyUnlessLower: boolean;
  readonly createdBy: UserId | null;
}

const HARMLESS: readonly RejudgeChange[] = ['higher', 'outcome', 'same'];

/**
 * Gives every result of the batch to its submission as a new attempt, all in one transaction. What was judged again
 * meanwhile, what failed, and with `keep` what would be lower stay as they are. When it was submitted never moves.
 * @returns null when there is no such batch
 * @throws Refusal `batch-not-ready`
 */
export async function applyBatch(
  manager: EntityManager,
  { id, actorId, lowers }: ApplyBatch,
): Promise<AppliedBatch | null> {
  const batch = await lockBatch(manager, id);
  if (batch === null) return null;
  requireState(batch, ['ready']);
  await lockSubmissions(manager, id);
  const results = await listResults(manager, id);
  const decided = results.map((result) => ({ ...result, fate: decideFate(result, lowers) }));
  const summary = await summarise(manager, batch, decided);

  await storeFates(manager, decided);
  const changed = await storeVerdicts(manager, id);
  const submissionIds = changed.map((row) => row.id);
  invariant(submissionIds.length === summary.applied, `batch ${id} applied what it decided to apply`);
  await endBatch(manager, { id, actorId, state: 'applied', summary });
  await insertAuditEntries(manager, [
    {
      actorId,
      action: 'rejudge-batch.applied',
      subject: `rejudge-batch:${id}`,
      detail: { scope: batch.scope, lowers, ...withoutFlips(summary) },
    },
    ...toAuditEntries(decided, id, actorId),
  ]);
  return { summary, submissionIds, exerciseIds: [...new Set(changed.map((row) => row.exerciseId))] };
}

/**
 * A batch that was to apply itself does so when nothing in it failed, was overtaken or would get lower. Otherwise it
 * waits for a person from now on, and this is null.
 */
export async function applyBatchUnlessLower(
  manager: EntityManager,
  id: RejudgeBatchId,
): Promise<AppliedBatch | null> {
  const batch = await lockBatch(manager, id);
  if (batch?.state !== 'ready' || !batch.applyUnlessLower) return null;
  await lockSubmissions(manager, id);
  const results = await listResults(manager, id);
  if (results.every((result) => HARMLESS.includes(toChange(result))))
    return applyBatch(manager, { id, actorId: batch.createdBy, lowers: 'keep' });
  await manager.query('UPDATE rejudge_batches SET apply_unless_lower = false WHERE id = $1', [id]);
  return null;
}

/**
 * Ends the batch and deletes what it found, also while it runs; its record and its counts stay.
 * @returns false when there is no such batch
 * @throws Refusal `batch-not-ready` when it was applied or discarded before
 */
export async function discardBatch(
  manager: EntityManager,
  { id, actorId }: { id: RejudgeBatchId; actorId: UserId },
): Promise<boolean> {
  const batch = await lockBatch(manager, id);
  if (batch === null) return false;
  requireState(batch, ['running', 'ready']);
  const results = await listResults(manager, id);
  const summary = await summarise(manager, batch, results);
  await manager.query('DELETE FROM rejudge_items WHERE batch_id = $1', [id]);
  await endBatch(manager, { id, actorId, state: 'discarded', summary });
  await insertAuditEntry(manager, {
    actorId,
    action: 'rejudge-batch.discarded',
    subject: `rejudge-batch:${id}`,
    detail: { scope: batch.scope, was: batch.state, ...withoutFlips(summary) },
  });
  return true;
}

async function lockBatch(manager: EntityManager, id: RejudgeBatchId): Promise<LockedBatch | null> {
  const [batch] = await queryRows<LockedBatch>(
    manager,
    `SELECT id, scope, state, apply_unless_lower AS "applyUnlessLower", created_by AS "createdBy"
      FROM rejudge_batches WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return batch ?? null;
}

function requireState({ state }: LockedBatch, allowed: readonly RejudgeState[]): void {
  if (allowed.includes(state)) return;
  const reason =
    state === 'running'
      ? 'It is still running: wait until everything is judged.'
      : `It was ${state} already, and that is final.`;
  throw new Refusal('batch-not-ready', reason);
}

/** What the batch would do, or what was decided that it does. */
async function summarise(
  manager: EntityManager,
  { id }: LockedBatch,
  results: readonly RejudgeResultRecord[],
): Promise<RejudgeSummary> {
  const elsewhere = await listBestsElsewhere(manager, id);
  const flips = await listFlipCounts(manager, id);
  return summariseRejudge(results, compareBests(results, elsewhere), flips);
}

/** In the order of their ids, so that two batches that share submissions wait for each other instead of dead-locking. */
async function lockSubmissions(manager: EntityManager, id: RejudgeBatchId): Promise<void> {
  await manager.query(
    `SELECT id FROM submissions WHERE id IN (SELECT submission_id FROM rejudge_items WHERE batch_id = $1)
      ORDER BY id FOR UPDATE`,
    [id],
  );
}

async function storeFates(
  manager: EntityManager,
  decided: readonly { itemId: RejudgeItemId; fate: RejudgeFate }[],
): Promise<void> {
  await manager.query(
    `UPDATE rejudge_items SET fate = decided.fate
      FROM unnest($1::uuid[], $2::text[]) AS decided (id, fate) WHERE rejudge_items.id = decided.id`,
    [decided.map(({ itemId }) => itemId), decided.map(({ fate }) => fate)],
  );
}

/** As `record` does at the end of an attempt: row and verdict together, and only while nobody else judged it. */
function storeVerdicts(
  manager: EntityManager,
  id: RejudgeBatchId,
): Promise<{ id: SubmissionId; exerciseId: ExerciseId }[]> {
  return queryRows(
    manager,
    `WITH judged AS (
      UPDATE submissions s SET
        attempt = s.attempt + 1, exercise_version = i.exercise_version, outcome = i.outcome, score = i.score,
        judged_at = clock_timestamp(), fault_code = NULL, fault_message = NULL
      FROM rejudge_items i
      WHERE i.batch_id = $1 AND i.fate = 'applied' AND s.id = i.submission_id
        AND s.status = 'judged' AND s.attempt = i.submission_attempt
      RETURNING s.id, s.exercise_id, s.attempt, s.exercise_version, s.outcome, s.score, s.judged_at, i.verdict
    ), stored AS (
    INSERT INTO verdicts (submission_id, attempt, exercise_version, outcome, score, verdict, judged_at, ${FIGURE_COLUMNS})
      SELECT id, attempt, exercise_version, outcome, score, verdict, judged_at, ${selectFigures('verdict')} FROM judged
    RETURNING submission_id
    ) SELECT id, exercise_id AS "exerciseId" FROM judged WHERE id IN (SELECT submission_id FROM stored)`,
    [id],
  );
}

async function endBatch(
  manager: EntityManager,
  {
    id,
    actorId,
    state,
    summary,
  }: {
    id: RejudgeBatchId;
    actorId: UserId | null;
    state: 'applied' | 'discarded';
    summary: RejudgeSummary;
  },
): Promise<void> {
  await manager.query(
    `UPDATE rejudge_batches SET state = $2, summary = $3::jsonb, settled_by = $4, settled_at = clock_timestamp()
      WHERE id = $1`,
    [id, state, toStorableJson(summary, `the summary of batch ${id}`), actorId],
  );
}

/** One for each submission whose result is another now. */
function toAuditEntries(
  decided: readonly (RejudgeResultRecord & { fate: RejudgeFate })[],
  batchId: RejudgeBatchId,
  actorId: UserId | null,
): AuditEntry[] {
  return decided
    .filter((result) => result.fate === 'applied' && toChange(result) !== 'same')
    .map(({ submissionId, before, after }) => ({
      actorId,
      action: 'submission.rejudged',
      subject: `submission:${submissionId}`,
      detail: { batch: batchId, before, after },
    }));
}

const withoutFlips = ({ flips: _, ...counts }: RejudgeSummary) => counts;
