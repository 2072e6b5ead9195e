import type { EntityManager } from 'typeorm';
import { Refusal, type ExerciseId, type SubmissionMode, type UserId } from '#contracts';
import { tallyAttempts, type Admission, type Attempt, type AttemptPolicy } from '#scoring';
import { queryRows } from '../query-rows.js';

/** How a cohort lets its learners try, and from when on their attempts are counted. */
export interface AttemptTerms {
  readonly cohortName: string;
  readonly startsAt: Date | null;
  readonly policy: AttemptPolicy;
}

interface Trying {
  readonly userId: UserId;
  readonly exerciseId: ExerciseId;
  readonly mode: SubmissionMode;
  readonly attemptTerms: readonly AttemptTerms[];
}

/**
 * Counts under the user's intake lock, so that requests in parallel cannot pass it, by the rule that boards count by.
 * @returns a Refusal `attempts-used-up` or `cool-down`, when none of the cohorts would count another attempt now
 */
export async function checkAttempts(manager: EntityManager, trying: Trying): Promise<Refusal | null> {
  if (trying.mode !== 'graded' || trying.attemptTerms.length === 0) return null;
  const { now, attempts } = await listAttempts(manager, trying);
  const refused = trying.attemptTerms.map((terms) => ({ terms, admission: admit(attempts, terms, now) }));
  if (refused.some(({ admission }) => admission.verdict === 'admitted')) return null;

  const waits = refused.flatMap(({ admission }) =>
    admission.verdict === 'cool-down' ? admission.untilMs - now : [],
  );
  const names = trying.attemptTerms.map(({ cohortName }) => `“${cohortName}”`).join(', ');
  if (waits.length === 0)
    return new Refusal('attempts-used-up', `You have used up your attempts at this exercise in ${names}.`);
  const retryAfterSeconds = Math.max(1, Math.ceil(Math.min(...waits) / 1000));
  return new Refusal(
    'cool-down',
    `In ${names} you can try this exercise again in ${retryAfterSeconds} s. Runs of the public tests are not counted.`,
    { retryAfterSeconds },
  );
}

function admit(attempts: readonly Attempt[], { startsAt, policy }: AttemptTerms, now: number): Admission {
  const fromMs = startsAt?.getTime() ?? -Infinity;
  const counted = attempts.filter(({ createdAtMs }) => createdAtMs >= fromMs);
  return tallyAttempts(counted, policy).admit(now);
}

async function listAttempts(
  manager: EntityManager,
  { userId, exerciseId }: Trying,
): Promise<{ now: number; attempts: Attempt[] }> {
  const rows = await queryRows<{ id: string; createdAt: Date; free: boolean }>(
    manager,
    `SELECT s.id, s.created_at AS "createdAt", EXISTS (SELECT 1 FROM verdicts v
        WHERE v.submission_id = s.id AND v.outcome = 'system-error') AS free
      FROM submissions s WHERE s.user_id = $1 AND s.exercise_id = $2 AND s.mode = 'graded'`,
    [userId, exerciseId],
  );
  const [clock] = await queryRows<{ now: Date }>(manager, 'SELECT clock_timestamp() AS now');
  const attempts = rows.map(({ id, createdAt, free }) => ({ id, createdAtMs: createdAt.getTime(), free }));
  return { now: clock!.now.getTime(), attempts };
}
