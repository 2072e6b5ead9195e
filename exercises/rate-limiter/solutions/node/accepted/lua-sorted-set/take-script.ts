/**
 * One take, as one step of Redis. KEYS: definition, takes of the key. ARGV: an id for this take.
 * Answers false when there is no definition, else allowed, limit, remaining, ms until one place and until all places are free.
 */
export const TAKE_SCRIPT = `
local definition = redis.call('HMGET', KEYS[1], 'limit', 'windowMs')
if not definition[1] then return false end
local limit, window = tonumber(definition[1]), tonumber(definition[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - window)
local used = redis.call('ZCARD', KEYS[2])
local allowed = used < limit
if allowed then
  redis.call('ZADD', KEYS[2], now, ARGV[1])
  redis.call('PEXPIRE', KEYS[2], window)
  used = used + 1
end

-- After a limit was lowered, more than one take has to leave before there is a place again.
local next = redis.call('ZRANGE', KEYS[2], math.max(0, used - limit), math.max(0, used - limit), 'WITHSCORES')[2]
local newest = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2]
return { allowed and 1 or 0, limit, math.max(0, limit - used), next + window - now, newest + window - now }
`;
