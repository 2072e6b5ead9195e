import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { queryRows } from '../query-rows.js';
import { forgetLogs, type ForgetRequest } from './forget-logs.js';

/** Returns how many rows it forgot. */
type Forget = (manager: EntityManager, request: ForgetRequest) => Promise<number>;

/** Any constant does, as long as nobody else in the database takes an advisory lock on it. */
const RETENTION_LOCK = 7_236_804;

const FORGET = {
  logs: forgetLogs,
  /** Never a draft as it is now. */
  draftRevisions: deleting(
    'draft_revisions',
    `SELECT r.id FROM draft_revisions r JOIN drafts d USING (user_id, exercise_id, runtime)
      WHERE r.saved_at < $1 AND r.revision < d.revision ORDER BY r.saved_at LIMIT $2 FOR UPDATE OF r SKIP LOCKED`,
  ),
  /** Delivered or not. */
  deliveries: deleting(
    'webhook_deliveries',
    'SELECT id FROM webhook_deliveries WHERE created_at < $1 ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED',
  ),
  sessions: deleting(
    'refresh_tokens',
    'SELECT token_hash FROM refresh_tokens WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED',
    'token_hash',
  ),
  tokens: deleting(
    'personal_tokens',
    'SELECT id FROM personal_tokens WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED',
  ),
  standingChanges: deleting(
    'standing_changes',
    'SELECT id FROM standing_changes WHERE changed_at < $1 ORDER BY changed_at LIMIT $2 FOR UPDATE SKIP LOCKED',
  ),
} as const satisfies Record<string, Forget>;

/** What is kept for a time only. */
export type Forgettable = keyof typeof FORGET;

/** Forgets what has been kept for long enough, some rows at a time. */
@Injectable()
export class RetentionRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Of any number of processes one sweeps at a time.
   * @param work gets the session that has the lock, and the time by the clock of the database: what is forgotten because a
   *   worker's clock is wrong does not come back
   * @returns false when another process is at it; nothing was done then
   */
  async sweepAlone(work: (manager: EntityManager, now: Date) => Promise<void>): Promise<boolean> {
    const session = this.dataSource.createQueryRunner();
    try {
      const [row] = await queryRows<{ taken: boolean; now: Date }>(
        session.manager,
        'SELECT pg_try_advisory_lock($1) AS taken, now() AS now',
        [RETENTION_LOCK],
      );
      if (row?.taken !== true) return false;
      await work(session.manager, row.now);
      return true;
    } finally {
      // A session that was cut has lost its lock already; what broke it is what the caller should hear of.
      await session.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
      await session.release();
    }
  }

  /** One statement, and a transaction of its own. */
  forget(manager: EntityManager, what: Forgettable, request: ForgetRequest): Promise<number> {
    return FORGET[what](manager, request);
  }
}

function deleting(table: string, select: string, key = 'id'): Forget {
  return async (manager, { before, limit }) => {
    const rows = await queryRows(
      manager,
      `WITH due AS (${select}) DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM due) RETURNING 1`,
      [before, limit],
    );
    return rows.length;
  };
}
