import type { EntityManager } from 'typeorm';
import { Refusal, type UserId } from '#contracts';
import { queryRows } from '../query-rows.js';

export interface SubmissionQuota {
  readonly submissionsPerMinute: number;
  /** Submissions of one user that may be unfinished at a time. */
  readonly concurrentPerUser: number;
}

/** A run takes seconds to minutes; asking again sooner would mostly be refused again. */
const RETRY_AFTER_BUSY_SECONDS = 5;

/**
 * What a learner is charged for: everything but rows that a fault of ours has touched and that have no verdict of
 * their own since (system errors, attempts we voided).
 */
const CHARGED = `fault_code IS NULL AND outcome IS DISTINCT FROM 'system-error'`;

/**
 * Counts under the user's intake lock.
 * @throws Refusal `too-many-submissions` with the seconds after which it is worth trying again
 */
export async function checkQuota(
  manager: EntityManager,
  userId: UserId,
  quota: SubmissionQuota,
): Promise<void> {
  const unfinished = await countUnfinished(manager, userId);
  if (unfinished >= quota.concurrentPerUser) {
    throw new Refusal(
      'too-many-submissions',
      `You have ${unfinished} submissions that are not judged yet, and ${quota.concurrentPerUser} is the limit. Wait for one of them to finish.`,
      { retryAfterSeconds: RETRY_AFTER_BUSY_SECONDS },
    );
  }

  const retryAfterSeconds = await findSecondsUntilFree(manager, userId, quota.submissionsPerMinute);
  if (retryAfterSeconds !== null) {
    throw new Refusal(
      'too-many-submissions',
      `You have sent ${quota.submissionsPerMinute} submissions within a minute, which is the limit. Try again in ${retryAfterSeconds} s.`,
      { retryAfterSeconds },
    );
  }
}

async function countUnfinished(manager: EntityManager, userId: UserId): Promise<number> {
  const [row] = await queryRows<{ count: number }>(
    manager,
    `SELECT count(*)::int AS count FROM submissions WHERE user_id = $1 AND status <> 'judged' AND ${CHARGED}`,
    [userId],
  );
  return row!.count;
}

/** null when the last minute has room; else when the oldest of the newest `perMinute` submissions leaves the window. */
async function findSecondsUntilFree(
  manager: EntityManager,
  userId: UserId,
  perMinute: number,
): Promise<number | null> {
  const [blocking] = await queryRows<{ seconds: number }>(
    manager,
    `SELECT greatest(1, ceil(extract(epoch FROM created_at + interval '1 minute' - clock_timestamp())))::int AS seconds
      FROM submissions
      WHERE user_id = $1 AND created_at > clock_timestamp() - interval '1 minute' AND ${CHARGED}
      ORDER BY created_at DESC OFFSET $2 LIMIT 1`,
    [userId, perMinute - 1],
  );
  return blocking?.seconds ?? null;
}
