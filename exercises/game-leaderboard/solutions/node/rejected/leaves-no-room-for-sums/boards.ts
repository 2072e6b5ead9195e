import { Redis } from 'ioredis';

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
 * A score in Redis is a double, exact up to 2^53. The points of a result are below 2^20: there is room for a number below 2^33, which
 * falls from result to result, so that the earlier of two equals has the higher score.
 */
const PLACES = 2 ** 33;

/** KEYS: report, best, total, number of results. ARGV: player, points. Answers whether it is counted. */
const COUNT = `
if not redis.call('SET', KEYS[1], '1', 'NX', 'EX', ${DAY}) then return 0 end
local player, points = ARGV[1], tonumber(ARGV[2])
local place = ${PLACES} - redis.call('INCR', KEYS[4])
local total = math.floor((redis.call('ZSCORE', KEYS[3], player) or 0) / ${PLACES}) + points
redis.call('ZADD', KEYS[2], 'GT', string.format('%.0f', points * ${PLACES} + place), player)
redis.call('ZADD', KEYS[3], string.format('%.0f', total * ${PLACES} + place), player)
for index = 2, 4 do redis.call('EXPIRE', KEYS[index], ${14 * DAY}) end
return 1
`;

/** KEYS: board. ARGV: first and last index. Answers the number of players, and players with scores. */
const PAGE = `
return { redis.call('ZCARD', KEYS[1]), redis.call('ZRANGE', KEYS[1], ARGV[1], ARGV[2], 'REV', 'WITHSCORES') }
`;

/** KEYS: board. ARGV: player, how many around. Answers the player's index and score, the first index, and players with scores. */
const AROUND = `
local index = redis.call('ZREVRANK', KEYS[1], ARGV[1])
if not index then return false end
local from = math.max(0, index - ARGV[2])
local found = redis.call('ZRANGE', KEYS[1], from, index + ARGV[2], 'REV', 'WITHSCORES')
return { index, redis.call('ZSCORE', KEYS[1], ARGV[1]), from, found }
`;

const redis = new Redis(process.env.REDIS_URL!, {
  commandTimeout: 1000,
  connectTimeout: 1000,
  maxRetriesPerRequest: 1,
  retryStrategy: () => 200,
});
redis.on('error', (error) => console.error(error.message));

export async function count({ id, player, week, points }: Result): Promise<boolean> {
  const keys = [`report:${id}`, `week:${week}:best`, `week:${week}:total`, `week:${week}:results`];
  return (await redis.eval(COUNT, keys.length, ...keys, player, points)) === 1;
}

export async function readPage(
  week: string,
  board: string,
  offset: number,
  limit: number,
): Promise<{ players: number; entries: Entry[] }> {
  const answer = await redis.eval(PAGE, 1, `week:${week}:${board}`, offset, offset + limit - 1);
  const [players, found] = answer as [number, string[]];
  return { players, entries: toEntries(offset, found) };
}

export async function readAround(
  week: string,
  board: string,
  player: string,
  around: number,
): Promise<(Entry & { neighbours: Entry[] }) | null> {
  const answer = await redis.eval(AROUND, 1, `week:${week}:${board}`, player, around);
  if (answer === null) return null;
  const [index, score, from, found] = answer as [number, string, number, string[]];
  return { player, rank: index + 1, points: toPoints(score), neighbours: toEntries(from, found) };
}

const toPoints = (score: string) => Math.floor(Number(score) / PLACES);

/** `found` is player, score, player, score … from the index `from` on. */
function toEntries(from: number, found: string[]): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < found.length; at += 2) {
    entries.push({ rank: from + entries.length + 1, player: found[at]!, points: toPoints(found[at + 1]!) });
  }
  return entries;
}
