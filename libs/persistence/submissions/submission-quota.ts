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

interface Sending {
  readonly userId: UserId;
  readonly limits: SubmissionQuota;
}

interface Usage {
  readonly unfinished: number;
  /** null when the last minute has room; else when the oldest of the newest `perMinute` submissions leaves the window. */
  readonly secondsUntilFree: number | null;
}

/**
 * Counts under the users' intake locks.
 * @param sending of different users
 * @returns of whoever has used up their quota, a Refusal `too-many-submissions` with the seconds after which it is worth
 *   trying again
 */
export async function checkQuotas(
  manager: EntityManager,
  sending: readonly Sending[],
): Promise<Map<UserId, Refusal>> {
  const usages = await readUsages(manager, sending);
  return new Map(
    sending.flatMap(({ userId, limits }) => {
      const refusal = refuse(usages.get(userId)!, limits);
      return refusal ? [[userId, refusal]] : [];
    }),
  );
}

function refuse({ unfinished, secondsUntilFree }: Usage, quota: SubmissionQuota): Refusal | null {
  if (unfinished >= quota.concurrentPerUser) {
    return new Refusal(
      'too-many-submissions',
      `You have ${unfinished} submissions that are not judged yet, and ${quota.concurrentPerUser} is the limit. Wait for one of them to finish.`,
      { retryAfterSeconds: RETRY_AFTER_BUSY_SECONDS },
    );
  }
  if (secondsUntilFree === null) return null;
  return new Refusal(
    'too-many-submissions',
    `You have sent ${quota.submissionsPerMinute} submissions within a minute, which is the limit. Try again in ${secondsUntilFree} s.`,
    { retryAfterSeconds: secondsUntilFree },
  );
}

async function readUsages(manager: EntityManager, sending: readonly Sending[]): Promise<Map<UserId, Usage>> {
  if (sending.length === 0) return new Map();
  const rows = await queryRows<Usage & { userId: UserId }>(
    manager,
    `SELECT asked.id AS "userId",
        (SELECT count(*)::int FROM submissions
          WHERE user_id = asked.id AND status <> 'judged' AND ${CHARGED}) AS unfinished,
        (SELECT greatest(1, ceil(extract(epoch FROM created_at + interval '1 minute' - clock_timestamp())))::int
          FROM submissions
          WHERE user_id = asked.id AND created_at > clock_timestamp() - interval '1 minute' AND ${CHARGED}
          ORDER BY created_at DESC OFFSET asked.per_minute - 1 LIMIT 1) AS "secondsUntilFree"
      FROM unnest($1::uuid[], $2::int[]) AS asked (id, per_minute)`,
    [sending.map(({ userId }) => userId), sending.map(({ limits }) => limits.submissionsPerMinute)],
  );
  return new Map(rows.map(({ userId, ...usage }) => [userId, usage]));
}
