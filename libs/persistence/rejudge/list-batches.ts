import type { DataSource } from 'typeorm';
import type { RejudgeBatchId, RejudgeScope, RejudgeState, RejudgeSummary, UserId } from '#contracts';
import { queryRows } from '../query-rows.js';
import { toCursor, toPagePosition } from '../submissions/page-cursor.js';

interface Person {
  readonly id: UserId;
  readonly displayName: string;
}

export interface RejudgeBatchRecord {
  readonly id: RejudgeBatchId;
  readonly state: RejudgeState;
  readonly scope: RejudgeScope;
  readonly summary: RejudgeSummary | null;
  readonly createdBy: Person | null;
  readonly createdAt: Date;
  readonly readyAt: Date | null;
  readonly settledAt: Date | null;
  readonly settledBy: Person | null;
  readonly progress: {
    readonly total: number;
    readonly waiting: number;
    readonly running: number;
    readonly judged: number;
    readonly failed: number;
  };
}

const PERSON = (column: string) =>
  `(SELECT json_build_object('id', id, 'displayName', display_name) FROM users WHERE id = ${column})`;

const BATCH_COLUMNS = `b.id, b.state, b.scope, b.summary, b.created_at AS "createdAt", b.ready_at AS "readyAt",
  b.settled_at AS "settledAt", ${PERSON('b.created_by')} AS "createdBy", ${PERSON('b.settled_by')} AS "settledBy",
  (SELECT json_build_object(
      'total', b.total,
      'waiting', count(*) FILTER (WHERE i.status = 'queued'),
      'running', count(*) FILTER (WHERE i.status NOT IN ('queued', 'judged')),
      'judged', count(*) FILTER (WHERE i.status = 'judged' AND i.outcome <> 'system-error'),
      'failed', count(*) FILTER (WHERE i.outcome = 'system-error'))
    FROM rejudge_items i WHERE i.batch_id = b.id) AS progress`;

export async function findBatch(
  dataSource: DataSource,
  id: RejudgeBatchId,
): Promise<RejudgeBatchRecord | null> {
  const [row] = await queryRows<RejudgeBatchRecord>(
    dataSource,
    `SELECT ${BATCH_COLUMNS} FROM rejudge_batches b WHERE b.id = $1`,
    [id],
  );
  return row ?? null;
}

/** Newest first. */
export async function listBatches(
  dataSource: DataSource,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ items: RejudgeBatchRecord[]; nextCursor: string | null }> {
  const after = cursor === undefined ? null : toPagePosition(cursor);
  const rows = await queryRows<RejudgeBatchRecord>(
    dataSource,
    `SELECT ${BATCH_COLUMNS} FROM rejudge_batches b
      WHERE $1::timestamptz IS NULL OR (b.created_at, b.id) < ($1, $2::uuid)
      ORDER BY b.created_at DESC, b.id DESC LIMIT $3`,
    [after?.createdAt ?? null, after?.id ?? null, limit + 1],
  );
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? toCursor(last) : null };
}
