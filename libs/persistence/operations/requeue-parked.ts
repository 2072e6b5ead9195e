import type { DataSource, EntityManager } from 'typeorm';
import type { SubmissionId, UserId } from '#contracts';
import { insertAuditEntries } from '../audit/audit.repository.js';
import { queryRows } from '../query-rows.js';

export interface RequeueOrder {
  /** null: all that were given up. */
  readonly ids: readonly SubmissionId[] | null;
  readonly actorId: UserId;
}

const MOST_AT_ONCE = 1000;

/**
 * Sends submissions that we gave up round again, with their tries as new ones have them, and tells the audit log. The
 * sweeper finds them within seconds.
 * @returns those that were given up and now wait, longest given up first
 */
export function requeueParked(dataSource: DataSource, order: RequeueOrder): Promise<SubmissionId[]> {
  return dataSource.transaction(async (manager) => {
    const ids = await requeue(manager, order.ids);
    await insertAuditEntries(
      manager,
      ids.map((id) => ({
        actorId: order.actorId,
        action: 'submission.requeued' as const,
        subject: `submission:${id}` as const,
        detail: {},
      })),
    );
    return ids;
  });
}

async function requeue(manager: EntityManager, ids: readonly SubmissionId[] | null): Promise<SubmissionId[]> {
  const rows = await queryRows<{ id: SubmissionId }>(
    manager,
    `WITH parked AS (
      SELECT id, judged_at AS given_up_at FROM submissions
        WHERE outcome = 'system-error' AND ($1::uuid[] IS NULL OR id = ANY($1))
        ORDER BY judged_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ), requeued AS (
      UPDATE submissions s SET
        status = 'queued', outcome = NULL, score = NULL, judged_at = NULL, tries = 0, lost_workers = '{}',
        not_before = clock_timestamp(), enqueued_at = clock_timestamp(), fault_code = NULL, fault_message = NULL
      FROM parked WHERE s.id = parked.id RETURNING s.id, given_up_at
    ) SELECT id FROM requeued ORDER BY given_up_at`,
    [ids, MOST_AT_ONCE],
  );
  return rows.map(({ id }) => id);
}
