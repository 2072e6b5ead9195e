import type { Redis } from 'ioredis';

/**
 * What must happen to a board at once, run inside Redis. Codes go through as text: Lua would print them with 14 digits.
 * State is a hash of generation (which sorted set), revision (how often it changed), asOfMs (caught
 * up to when) and size (how many rows).
 */
const KEEP = `
local function keep(ttl) for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ttl) end end`;

/** KEYS state seen · ARGV ttl rowsPrefix: a board whose rows are not all there any more is none. */
const FIND = `${KEEP}
local state = redis.call('HMGET', KEYS[1], 'generation', 'revision', 'asOfMs', 'size')
if not state[1] then return nil end
local rows = ARGV[2] .. state[1]
if redis.call('ZCARD', rows) ~= tonumber(state[4]) then return nil end
redis.call('PEXPIRE', rows, ARGV[1])
keep(ARGV[1])
return state`;

/**
 * KEYS state rows seen · ARGV ttl generation revision asOfMs forgetBeforeMs bump nChanged nRemoved nSeen …
 * Nothing happens when somebody else has changed the board since it was read: what was counted is stale then.
 */
const APPLY = `${KEEP}
local state = redis.call('HMGET', KEYS[1], 'generation', 'revision')
if state[1] ~= ARGV[2] or state[2] ~= ARGV[3] then return nil end
local at, moved = 10, 0
for _ = 1, tonumber(ARGV[7]) do
  moved = moved + redis.call('ZADD', KEYS[2], 'CH', ARGV[at + 1], ARGV[at])
  at = at + 2
end
for _ = 1, tonumber(ARGV[8]) do
  moved = moved + redis.call('ZREM', KEYS[2], ARGV[at])
  at = at + 1
end
for _ = 1, tonumber(ARGV[9]) do
  redis.call('ZADD', KEYS[3], ARGV[at + 1], ARGV[at])
  at = at + 2
end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', '(' .. ARGV[5])
redis.call('HSET', KEYS[1], 'asOfMs', ARGV[4], 'size', redis.call('ZCARD', KEYS[2]))
if moved > 0 or ARGV[6] == '1' then redis.call('HINCRBY', KEYS[1], 'revision', 1) end
keep(ARGV[1])
return redis.call('HGET', KEYS[1], 'revision')`;

/** KEYS state seen lock · ARGV ttl generation asOfMs rowsPrefix token: puts a board that was built in the place of the one before. */
const PUBLISH = `
if redis.call('GET', KEYS[3]) ~= ARGV[5] then return 0 end
local before = redis.call('HGET', KEYS[1], 'generation')
redis.call('DEL', KEYS[1], KEYS[2])
if before then redis.call('UNLINK', ARGV[4] .. before) end
redis.call('HSET', KEYS[1], 'generation', ARGV[2], 'revision', '1', 'asOfMs', ARGV[3],
  'size', redis.call('ZCARD', ARGV[4] .. ARGV[2]))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PEXPIRE', ARGV[4] .. ARGV[2], ARGV[1])
redis.call('DEL', KEYS[3])
return 1`;

/** KEYS rows · ARGV max skip limit */
const PAGE = `
local rows = redis.call('ZREVRANGEBYSCORE', KEYS[1], ARGV[1], '-inf', 'WITHSCORES', 'LIMIT', ARGV[2], ARGV[3])
local total = redis.call('ZCARD', KEYS[1])
if #rows == 0 then return {rows, 0, 0, total} end
local index = redis.call('ZCOUNT', KEYS[1], '(' .. ARGV[1], '+inf') + ARGV[2]
return {rows, index, redis.call('ZCOUNT', KEYS[1], '(' .. rows[2], '+inf'), total}`;

/** KEYS rows · ARGV member span */
const AROUND = `
local own = redis.call('ZREVRANK', KEYS[1], ARGV[1])
if not own then return nil end
local index = math.max(0, own - ARGV[2])
local rows = redis.call('ZREVRANGE', KEYS[1], index, own + ARGV[2], 'WITHSCORES')
return {rows, index, redis.call('ZCOUNT', KEYS[1], '(' .. rows[2], '+inf')}`;

export interface BoardScripts {
  boardFind(...args: readonly (string | number)[]): Promise<[string, string, string, string] | null>;
  boardApply(...args: readonly (string | number)[]): Promise<string | null>;
  boardPublish(...args: readonly (string | number)[]): Promise<number>;
  boardPage(...args: readonly (string | number)[]): Promise<[string[], number, number, number]>;
  boardAround(...args: readonly (string | number)[]): Promise<[string[], number, number] | null>;
}

export function withScripts(redis: Redis): Redis & BoardScripts {
  redis.defineCommand('boardFind', { numberOfKeys: 2, lua: FIND });
  redis.defineCommand('boardApply', { numberOfKeys: 3, lua: APPLY });
  redis.defineCommand('boardPublish', { numberOfKeys: 3, lua: PUBLISH });
  redis.defineCommand('boardPage', { numberOfKeys: 1, lua: PAGE });
  redis.defineCommand('boardAround', { numberOfKeys: 1, lua: AROUND });
  return redis as Redis & BoardScripts;
}
