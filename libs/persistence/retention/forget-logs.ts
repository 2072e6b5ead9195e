import type { EntityManager } from 'typeorm';
import { queryRows } from '../query-rows.js';

export interface ForgetRequest {
  readonly before: Date;
  /** Of the oldest; what somebody else has locked is left for the next time. */
  readonly limit: number;
}

/** What stands in the place of output that was there. */
export const FORGOTTEN_LOG = '(What the program wrote is not kept for so long.)';

interface LogTable {
  readonly table: 'verdicts' | 'rejudge_items';
  readonly key: string;
  readonly condition: string;
}

const LOG_TABLES: readonly LogTable[] = [
  { table: 'verdicts', key: 'submission_id, attempt', condition: 'true' },
  // A batch that nobody has decided about yet is looked at with its logs.
  { table: 'rejudge_items', key: 'id', condition: 'fate IS NOT NULL' },
];

/**
 * The output of programs goes: of the run, of the build and of each test. Outcome, score, tests with their failures,
 * usage and provenance stay, and so do the files: boards are counted from the first, and judging again needs the files.
 */
export async function forgetLogs(manager: EntityManager, request: ForgetRequest): Promise<number> {
  let forgotten = 0;
  for (const table of LOG_TABLES) forgotten += await forgetLogsOf(manager, table, request);
  return forgotten;
}

async function forgetLogsOf(
  manager: EntityManager,
  { table, key, condition }: LogTable,
  { before, limit }: ForgetRequest,
): Promise<number> {
  const rows = await queryRows(
    manager,
    `WITH due AS (
        SELECT ${key} FROM ${table} WHERE logs_kept AND judged_at < $1 AND ${condition}
          ORDER BY judged_at LIMIT $2 FOR UPDATE SKIP LOCKED
      )
      UPDATE ${table} SET logs_kept = false, verdict = verdict || jsonb_build_object(
          'logTail', CASE verdict ->> 'logTail' WHEN '' THEN '' ELSE $3 END,
          'buildOutput', CASE verdict ->> 'buildOutput' WHEN '' THEN '' ELSE $3 END,
          'tests', (
            SELECT coalesce(jsonb_agg(test - 'log' ORDER BY place), '[]'::jsonb)
              FROM jsonb_array_elements(verdict -> 'tests') WITH ORDINALITY AS tests (test, place)
          )
        )
        WHERE (${key}) IN (SELECT ${key} FROM due)
        RETURNING 1`,
    [before, limit, FORGOTTEN_LOG],
  );
  return rows.length;
}
