import type { DataSource, EntityManager } from 'typeorm';
import type {
  RejudgeBatchId,
  RejudgeFate,
  RejudgeItemId,
  RejudgeSummary,
  SubmissionId,
  TestFlip,
  UserId,
} from '#contracts';
import { countFlips, type Best, type ComparableResult } from '#scoring';
import { queryRows } from '../query-rows.js';

/** One item of a batch beside the result that its submission has. */
export interface RejudgeResultRecord {
  readonly itemId: RejudgeItemId;
  readonly submissionId: SubmissionId;
  readonly submittedAt: Date;
  readonly learnerId: UserId;
  readonly learnerName: string;
  readonly before: ComparableResult;
  /** null while it is not judged. */
  readonly after: ComparableResult | null;
  readonly overtaken: boolean;
  readonly faultMessage: string | null;
  readonly fate: RejudgeFate | null;
}

const MOST_FLIPS = 200;

/** `exercisePoints` of a version; MATERIALIZED, so that each bundle is opened once and not once for every row. */
const VERSION_POINTS = `points AS MATERIALIZED (
    SELECT version, (bundle -> 'manifest' ->> 'points')::int AS points FROM exercise_versions
      WHERE version IN (SELECT exercise_version FROM rejudge_items WHERE batch_id = $1
        UNION SELECT compared_version FROM rejudge_items WHERE batch_id = $1)
  )`;

/** All results of a batch, by the time their submissions were sent, newest first. A batch is bounded. */
export function listResults(
  database: DataSource | EntityManager,
  batchId: RejudgeBatchId,
): Promise<RejudgeResultRecord[]> {
  return queryRows(
    database,
    `WITH ${VERSION_POINTS}
      SELECT i.id AS "itemId", s.id AS "submissionId", s.created_at AS "submittedAt",
        u.id AS "learnerId", u.display_name AS "learnerName",
        json_build_object('outcome', v.outcome, 'score', v.score, 'exercisePoints', old.points) AS before,
        CASE WHEN i.status = 'judged'
          THEN json_build_object('outcome', i.outcome, 'score', i.score, 'exercisePoints', new.points) END AS after,
        CASE WHEN i.fate IS NULL THEN s.status <> 'judged' OR s.attempt <> i.submission_attempt
          ELSE i.fate = 'overtaken' END AS overtaken,
        i.fault_message AS "faultMessage", i.fate
      FROM rejudge_items i
        JOIN submissions s ON s.id = i.submission_id
        JOIN users u ON u.id = s.user_id
        JOIN verdicts v ON v.submission_id = s.id AND v.attempt = i.compared_attempt
        JOIN points old ON old.version = i.compared_version
        JOIN points new ON new.version = i.exercise_version
      WHERE i.batch_id = $1 ORDER BY s.created_at DESC, s.id DESC`,
    [batchId],
  );
}

/** The best of each learner of the batch among their submissions for the exercise that are not in it. */
export async function listBestsElsewhere(
  database: DataSource | EntityManager,
  batchId: RejudgeBatchId,
): Promise<Map<UserId, Best>> {
  const rows = await queryRows<Best & { learnerId: UserId }>(
    database,
    `WITH inside AS (
        SELECT i.submission_id, s.user_id, s.exercise_id FROM rejudge_items i JOIN submissions s ON s.id = i.submission_id
          WHERE i.batch_id = $1
      ), outside AS (
        SELECT DISTINCT ON (s.id) s.user_id, s.exercise_version, v.score
          FROM submissions s JOIN verdicts v ON v.submission_id = s.id
          WHERE (s.exercise_id, s.user_id) IN (SELECT exercise_id, user_id FROM inside) AND s.mode = 'graded'
            AND s.id NOT IN (SELECT submission_id FROM inside) AND v.outcome <> 'system-error'
          ORDER BY s.id, v.attempt DESC
      ), points AS MATERIALIZED (
        SELECT version, (bundle -> 'manifest' ->> 'points')::int AS points FROM exercise_versions
          WHERE version IN (SELECT exercise_version FROM outside)
      )
      SELECT user_id AS "learnerId", max(score) AS score,
        coalesce(max(floor(points * score / 10)), 0)::int AS points
      FROM outside JOIN points ON version = exercise_version GROUP BY user_id`,
    [batchId],
  );
  return new Map(rows.map(({ learnerId, score, points }) => [learnerId, { score, points }]));
}

export async function listFlipCounts(
  database: DataSource | EntityManager,
  batchId: RejudgeBatchId,
): Promise<RejudgeSummary['flips']> {
  const rows = await queryRows<{ flips: TestFlip[] }>(
    database,
    `SELECT flips FROM rejudge_items
      WHERE batch_id = $1 AND flips <> '[]' AND outcome <> 'system-error'`,
    [batchId],
  );
  return countFlips(
    rows.flatMap(({ flips }) => flips),
    MOST_FLIPS,
  );
}
