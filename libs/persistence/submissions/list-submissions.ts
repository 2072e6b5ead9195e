import type { DataSource } from 'typeorm';
import type { ExerciseVersion, Outcome, RuntimeName, SubmissionId, SubmissionMode, UserId } from '#contracts';
import { queryRows } from '../query-rows.js';
import { toCursor, toPagePosition } from './page-cursor.js';
import { SUBMISSION_COLUMNS, type ListedSubmission } from './submission-record.js';

export interface SubmissionListQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  /** Slug; finds what was sent under an earlier name of the same exercise too. */
  readonly exercise?: string | undefined;
  readonly runtime?: RuntimeName | undefined;
  readonly outcome?: Outcome | undefined;
  readonly mode?: SubmissionMode | undefined;
  /** Sent at or after this moment. */
  readonly from?: Date | undefined;
  /** Sent before this moment. */
  readonly to?: Date | undefined;
}

export interface SubmissionPage {
  readonly items: readonly ListedSubmission[];
  /** null on the last page. */
  readonly nextCursor: string | null;
}

/** Newest first. */
export async function listUserSubmissions(
  dataSource: DataSource,
  userId: UserId,
  { cursor, limit, ...filter }: SubmissionListQuery,
): Promise<SubmissionPage> {
  const after = cursor === undefined ? null : toPagePosition(cursor);
  const rows = await queryRows<Omit<ListedSubmission, 'title'>>(
    dataSource,
    `SELECT ${SUBMISSION_COLUMNS}, v.passed_tests AS "passedTests", v.total_tests AS "totalTests"
      FROM submissions s
      LEFT JOIN verdicts v ON v.submission_id = s.id AND v.attempt = s.attempt AND s.status = 'judged'
      WHERE s.user_id = $1
        AND ($2::timestamptz IS NULL OR (s.created_at, s.id) < ($2, $3::uuid))
        AND ($4::text IS NULL OR s.exercise_slug = $4
          OR s.exercise_id IN (SELECT e.exercise_id FROM exercises e WHERE e.slug = $4))
        AND ($5::text IS NULL OR s.runtime = $5)
        AND ($6::text IS NULL OR s.outcome = $6)
        AND ($7::text IS NULL OR s.mode = $7)
        AND ($8::timestamptz IS NULL OR s.created_at >= $8)
        AND ($9::timestamptz IS NULL OR s.created_at < $9)
      ORDER BY s.created_at DESC, s.id DESC LIMIT $10`,
    [userId, after?.createdAt ?? null, after?.id ?? null, ...toParameters(filter), limit + 1],
  );
  const items = await addTitles(dataSource, rows.slice(0, limit));
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? toCursor(last) : null };
}

function toParameters(filter: Omit<SubmissionListQuery, 'cursor' | 'limit'>): unknown[] {
  const { exercise, runtime, outcome, mode, from, to } = filter;
  return [exercise, runtime, outcome, mode, from, to].map((value) => value ?? null);
}

/** Apart from the list: a title is inside of a whole bundle, and a page of submissions is of few versions. */
async function addTitles(
  dataSource: DataSource,
  rows: readonly Omit<ListedSubmission, 'title'>[],
): Promise<ListedSubmission[]> {
  const versions = [...new Set(rows.map(({ exerciseVersion }) => exerciseVersion))];
  const found = await queryRows<{ version: ExerciseVersion; title: string }>(
    dataSource,
    `SELECT version, bundle -> 'manifest' ->> 'title' AS title FROM exercise_versions WHERE version = ANY($1)`,
    [versions],
  );
  const titles = new Map(found.map(({ version, title }) => [version, title]));
  return rows.map((row) => ({ ...row, title: titles.get(row.exerciseVersion) ?? row.exerciseSlug }));
}

export interface UnqueuedSubmission {
  readonly id: SubmissionId;
  readonly attempt: number;
  readonly createdAt: Date;
  /** How many earlier ones of the same learner are not judged yet. */
  readonly ahead: number;
}

/** Of `submissions s`: how many earlier ones of the same learner are not judged yet. */
export const AHEAD = `(SELECT count(*) FROM submissions earlier
    WHERE earlier.user_id = s.user_id AND earlier.status <> 'judged'
      AND (earlier.created_at, earlier.id) < (s.created_at, s.id))::int AS ahead`;

/** How many earlier submissions of the same learner are not judged yet. */
export async function countAhead(dataSource: DataSource, id: SubmissionId): Promise<number> {
  const [row] = await queryRows<{ ahead: number }>(
    dataSource,
    `SELECT ${AHEAD} FROM submissions s WHERE s.id = $1`,
    [id],
  );
  return row?.ahead ?? 0;
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
    `UPDATE submissions s SET enqueued_at = clock_timestamp() WHERE id IN (
        SELECT id FROM submissions
        WHERE ((status = 'queued' AND not_before <= clock_timestamp() - $1 * interval '1 millisecond')
            OR (status NOT IN ('queued', 'judged') AND lease_until < clock_timestamp()))
          AND enqueued_at <= clock_timestamp() - $1 * interval '1 millisecond'
        ORDER BY enqueued_at LIMIT $2 FOR UPDATE SKIP LOCKED
      ) RETURNING s.id, s.attempt, s.created_at AS "createdAt", ${AHEAD}`,
    [olderThanMs, limit],
  );
}
