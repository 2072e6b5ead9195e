import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { Refusal, type RejudgeBatchId, type RejudgeCount, type RejudgeScope, type UserId } from '#contracts';
import { insertAuditEntry } from '../audit/audit.repository.js';
import { queryRows } from '../query-rows.js';
import { SELECT_SUBMISSIONS, toScopeParameters } from './select-submissions.js';

export interface NewRejudgeBatch {
  readonly scope: RejudgeScope;
  readonly createdBy: UserId;
  /** Applies itself when it is ready, where no result gets lower. */
  readonly applyUnlessLower: boolean;
}

/** Its results are compared as a whole, and applied in one transaction. */
const MOST_SUBMISSIONS = 5_000;
const MOST_RUNNING_BATCHES = 20;

/** What a batch of this scope would judge. */
export async function countScope(
  database: DataSource | EntityManager,
  scope: RejudgeScope,
): Promise<RejudgeCount> {
  const [row] = await queryRows<Omit<RejudgeCount, 'most'>>(
    database,
    `WITH ${SELECT_SUBMISSIONS}
      SELECT (SELECT count(*) FROM selected)::int AS submissions,
        (SELECT count(DISTINCT user_id) FROM selected)::int AS learners,
        (SELECT count(*) FROM matching WHERE status <> 'judged')::int AS unjudged`,
    toScopeParameters(scope),
  );
  return { ...row!, most: MOST_SUBMISSIONS };
}

/**
 * To be run in a transaction. Batches are made one at a time, so that their number holds under any parallelism.
 * @throws Refusal `nothing-to-rejudge`, `batch-too-large` or `too-many-batches`
 */
export async function createBatch(
  manager: EntityManager,
  { scope, createdBy, applyUnlessLower }: NewRejudgeBatch,
): Promise<RejudgeBatchId> {
  await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('rejudge-batches', 0))`);
  await checkRunning(manager);
  const counted = await countScope(manager, scope);
  checkSize(counted);

  const id = randomUUID() as RejudgeBatchId;
  await manager.query(
    `INSERT INTO rejudge_batches (id, created_by, scope, apply_unless_lower, total, created_at)
      VALUES ($1, $2, $3::jsonb, $4, $5, clock_timestamp())`,
    [id, createdBy, JSON.stringify(scope), applyUnlessLower, counted.submissions],
  );
  const items = await insertItems(manager, id, scope);
  await manager.query('UPDATE rejudge_batches SET total = $2 WHERE id = $1', [id, items]);
  await insertAuditEntry(manager, {
    actorId: createdBy,
    action: 'rejudge-batch.started',
    subject: `rejudge-batch:${id}`,
    detail: { scope, submissions: items },
  });
  return id;
}

async function insertItems(manager: EntityManager, id: RejudgeBatchId, scope: RejudgeScope): Promise<number> {
  const rows = await queryRows(
    manager,
    `WITH ${SELECT_SUBMISSIONS}
      INSERT INTO rejudge_items (id, batch_id, submission_id, exercise_version, submission_attempt,
        compared_attempt, compared_version)
      SELECT gen_random_uuid(), $8, id,
        CASE $9 WHEN 'own' THEN exercise_version
          ELSE (SELECT current_version FROM exercises WHERE slug = $1) END,
        attempt, compared_attempt, exercise_version
      FROM selected RETURNING id`,
    [...toScopeParameters(scope), id, scope.version],
  );
  return rows.length;
}

async function checkRunning(manager: EntityManager): Promise<void> {
  const [row] = await queryRows<{ count: number }>(
    manager,
    `SELECT count(*)::int AS count FROM rejudge_batches WHERE state = 'running'`,
  );
  if (row!.count < MOST_RUNNING_BATCHES) return;
  throw new Refusal(
    'too-many-batches',
    `${MOST_RUNNING_BATCHES} batches are running already: wait for one of them, or discard one.`,
  );
}

function checkSize({ submissions, most }: RejudgeCount): void {
  if (submissions === 0) {
    throw new Refusal(
      'nothing-to-rejudge',
      'No judged submission is in this selection: choose other outcomes or dates.',
    );
  }
  if (submissions > most) {
    throw new Refusal(
      'batch-too-large',
      `This selection has ${submissions} submissions, and a batch takes ${most}: choose a shorter time, or the latest or best of each learner.`,
    );
  }
}
