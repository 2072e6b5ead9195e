import { Redis } from 'ioredis';
import { oneAfterTheOther } from './one-after-the-other.ts';

export interface Result {
  id: string;
  player: string;
  week: string;
  points: number;
}

export interface Entry {
  rank: number;
  player: string;
  points: number;
}

const DAY = 86_400;

/**
 * A score in Redis is a double, exact up to 2^53. A total is below 2^30, and a week has fewer than 2^23 results: points times 2^23,
 * and below that a number that falls from result to result, so that the earlier of two equals has the higher score.
 */
const PLACES = 2 ** 23;

const options = {
  commandTimeout: 1000,
  connectTimeout: 1000,
  maxRetriesPerRequest: 1,
  retryStrategy: () => 200,
};
const reader = connect();
/** `WATCH` belongs to a connection: this one is for the results, and takes them one after the other. */
const writer = connect();
const inTurn = oneAfterTheOther(1500);

export const count = (result: Result): Promise<boolean> => inTurn(() => countNow(result));

/** Reads, then writes all or nothing: nothing, and from the start again, when the other instance wrote in between. */
async function countNow({ id, player, week, points }: Result): Promise<boolean> {
  const [report, best, total, results] = [
    `report:${id}`,
    `week:${week}:best`,
    `week:${week}:total`,
    `week:${week}:results`,
  ];
  for (;;) {
    await writer.watch(report, results);
    const [isKnown, number, score] = await Promise.all([
      writer.exists(report),
      writer.get(results),
      writer.zscore(total, player),
    ]);
    if (isKnown) {
      await writer.unwatch();
      return false;
    }
    const place = PLACES - 1 - Number(number ?? 0);
    const sum = Math.floor(Number(score ?? 0) / PLACES) + points;
    const done = await writer
      .multi()
      .set(report, '1', 'EX', DAY)
      .incr(results)
      .zadd(best, 'GT', points * PLACES + place, player)
      .zadd(total, sum * PLACES + place, player)
      .expire(best, 14 * DAY)
      .expire(total, 14 * DAY)
      .expire(results, 14 * DAY)
      .exec();
    if (done) return true;
  }
}

export async function readPage(
  week: string,
  board: string,
  offset: number,
  limit: number,
): Promise<{ players: number; entries: Entry[] }> {
  const key = `week:${week}:${board}`;
  const [players, found] = await Promise.all([
    reader.zcard(key),
    reader.zrevrange(key, offset, offset + limit - 1, 'WITHSCORES'),
  ]);
  return { players, entries: toEntries(offset, found) };
}

export async function readAround(
  week: string,
  board: string,
  player: string,
  around: number,
): Promise<Entry[] | null> {
  const key = `week:${week}:${board}`;
  for (;;) {
    const index = await reader.zrevrank(key, player);
    if (index === null) return null;
    const from = Math.max(0, index - around);
    const entries = toEntries(from, await reader.zrevrange(key, from, index + around, 'WITHSCORES'));
    // The player may have moved away between the two questions.
    if (entries.some((entry) => entry.player === player)) return entries;
  }
}

function connect(): Redis {
  const redis = new Redis(process.env.REDIS_URL!, options);
  redis.on('error', (error) => console.error(error.message));
  return redis;
}

/** `found` is player, score, player, score … from the index `from` on. */
function toEntries(from: number, found: string[]): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < found.length; at += 2) {
    const points = Math.floor(Number(found[at + 1]) / PLACES);
    entries.push({ rank: from + entries.length + 1, player: found[at]!, points });
  }
  return entries;
}
