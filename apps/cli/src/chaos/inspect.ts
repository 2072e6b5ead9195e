import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ChaosPlatform } from './chaos-platform.js';
import type { ChaosRun } from './chaos-run.js';
import type { FinalRow } from './count-harm.js';
import type { ChaosLearner } from './learners.js';

const LOOK_EVERY_MS = 1_000;
/** Faults are over: the waits of retries, a lease, a sweep, and the runs themselves. */
const QUIET_MS = 300_000;
/** Bull looks for jobs of dead workers every half minute, and a lock lasts for one. */
const LEFTOVERS_MS = 180_000;

/** Settles when nothing is unfinished any more. @throws Error when something still is */
export async function waitForQuiet(platform: ChaosPlatform): Promise<void> {
  await untilZero(QUIET_MS, 'submissions unfinished', async () => {
    const [row] = await platform.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM submissions WHERE status <> 'judged'`,
    );
    return row!.count;
  });
}

export function readRows(platform: ChaosPlatform, learners: readonly ChaosLearner[]): Promise<FinalRow[]> {
  return platform.query<FinalRow>(
    `SELECT s.id, array_position($1::text[], u.email) - 1 AS learner, s.status, s.outcome,
        coalesce((SELECT json_agg(v.outcome) FROM verdicts v WHERE v.submission_id = s.id), '[]') AS verdicts,
        coalesce(extract(epoch FROM s.judged_at - s.created_at) * 1000, 0)::float8 AS "delayMs"
      FROM submissions s JOIN users u ON u.id = s.user_id`,
    [learners.map(({ email }) => email)],
  );
}

/** Sentences about what is not as the verdicts say; none when all is well. */
export async function compareScores(
  platform: ChaosPlatform,
  learners: readonly ChaosLearner[],
): Promise<string[]> {
  const ledger = await platform.query<{ email: string; best: number }>(
    `SELECT u.email, max(v.score) AS best FROM verdicts v JOIN submissions s ON s.id = v.submission_id
      JOIN users u ON u.id = s.user_id WHERE v.outcome <> 'system-error' GROUP BY u.email`,
  );
  const bestOf = new Map(ledger.map(({ email, best }) => [email, best]));
  const troubles: string[] = [];
  for (const learner of learners) {
    const shown = await learner.readBestScore();
    const best = bestOf.get(learner.email) ?? null;
    if (shown !== best) troubles.push(`${learner.email} is shown ${shown}, and the verdicts say ${best}`);
  }
  const cached = (await learners[0]!.readBoard()).items;
  await platform.withRedis((redis) => redis.flushall());
  const rebuilt = (await learners[0]!.readBoard()).items;
  if (!isDeepStrictEqual(cached, rebuilt))
    troubles.push(
      `the board says ${JSON.stringify(cached)}, and rebuilt from the verdicts ${JSON.stringify(rebuilt)}`,
    );
  return troubles;
}

/** Sentences about what was left behind. Stops the programs on the way: they clean up before, and leave nothing after. */
export async function findLeftovers(platform: ChaosPlatform, run: ChaosRun): Promise<string[]> {
  await run.meetWorkers();
  const living = await platform.query<{ id: string }>(
    `SELECT id FROM workers WHERE seen_at > clock_timestamp() - interval '20 seconds'`,
  );
  const dead = new Set([...run.owners].filter((owner) => living.every(({ id }) => id !== owner)));
  const troubles: string[] = [];
  const expectNone = (what: string, count: () => Promise<number>, deadlineMs = LEFTOVERS_MS) =>
    untilZero(deadlineMs, what, count).catch((error: Error) => troubles.push(error.message));
  await expectNone('containers left of dead workers', () => platform.countContainers(dead));
  await expectNone('jobs left in the queue', () => countJobs(platform));
  await platform.stopPrograms();
  await expectNone(
    'containers left of workers that stopped',
    () => platform.countContainers(run.owners),
    5_000,
  );
  await expectNone('things left on the engine of the workers', () => platform.countOnOwnEngine(), 5_000);
  return troubles;
}

function countJobs(platform: ChaosPlatform): Promise<number> {
  return platform.withRedis(async (redis) => {
    const keys = await redis.keys('{touchstone}:*:[0-9a-f]*-*');
    return keys.filter((key) => !key.endsWith(':lock')).length;
  });
}

async function untilZero(deadlineMs: number, what: string, count: () => Promise<number>): Promise<void> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const left = await count();
    if (left === 0) return;
    if (performance.now() > end) throw new Error(`${left} ${what} after ${deadlineMs / 1000} s`);
    await sleep(LOOK_EVERY_MS);
  }
}
