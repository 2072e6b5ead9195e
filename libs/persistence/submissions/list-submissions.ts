import type { DataSource } from 'typeorm';
import type { Outcome, SubmissionId, UserId } from '#contracts';
import { queryRows } from '../query-rows.js';
import { toCursor, toPagePosition } from './page-cursor.js';
import { SUBMISSION_COLUMNS, type SubmissionRecord } from './submission-record.js';

export interface SubmissionListQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly exercise?: string | undefined;
  readonly outcome?: Outcome | undefined;
}

export interface SubmissionPage {
  readonly items: readonly SubmissionRecord[];
  /** null on the last page. */
  readonly nextCursor: string | null;
}

/** Newest first. */
export async function listUserSubmissions(
  dataSource: DataSource,
  userId: UserId,
  { cursor, limit, exercise, outcome }: SubmissionListQuery,
): Promise<SubmissionPage> {
  const after = cursor === undefined ? null : toPagePosition(cursor);
  const rows = await queryRows<SubmissionRecord>(
    dataSource,
    `SELECT ${SUBMISSION_COLUMNS} FROM submissions s
      WHERE s.user_id = $1
        AND ($2::timestamptz IS NULL OR (s.created_at, s.id) < ($2, $3::uuid))
        AND ($4::text IS NULL OR s.exercise_slug = $4)
        AND ($5::text IS NULL OR s.outcome = $5)
      ORDER BY s.created_at DESC, s.id DESC LIMIT $6`,
    [userId, after?.createdAt ?? null, after?.id ?? null, exercise ?? null, outcome ?? null, limit + 1],
  );
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? toCursor(last) : null };
}

export interface UnqueuedSubmission {
  readonly id: SubmissionId;
  readonly attempt: number;
}

/**
 * Unfinished rows that may have no job: due for longer than `olderThanMs`, or with a lease that ran out.
 * A row is handed out at most once per `olderThanMs`, so a long queue cannot hide the rows behind the first `limit`,
 * and sweepers of several workers share the work.
 */
export function takeUnqueued(
  dataSource: DataSource,
  { olderThanMs, limit }: { olderThanMs: number; limit: number },
): Promise<UnqueuedSubmission[]> {
  return queryRows(
    dataSource,
    `UPDATE submissions SET enqueued_at = clock_timestamp() WHERE id IN (
        SELECT id FROM submissions
        WHERE ((status = 'queued' AND not_before <= clock_timestamp() - $1 * interval '1 millisecond')
            OR (status NOT IN ('queued', 'judged') AND lease_until < clock_timestamp()))
          AND enqueued_at <= clock_timestamp() - $1 * interval '1 millisecond'
        ORDER BY enqueued_at LIMIT $2 FOR UPDATE SKIP LOCKED
      ) RETURNING id, attempt`,
    [olderThanMs, limit],
  );
}
