/** What has to happen in one piece, Redis does in one piece: each of these scripts runs alone. */

const KEPT_NOTIFICATIONS = 50;
const KEY_SECONDS = 2 * 24 * 60 * 60;

/** An inbox is a sorted set of ids by their number; what belongs to an id lies beside it. */
const INBOX = `
local function drop(user, ids)
  if #ids == 0 then return end
  redis.call('ZREM', 'inbox:' .. user, unpack(ids))
  redis.call('ZREM', 'expiry:' .. user, unpack(ids))
  redis.call('HDEL', 'notes:' .. user, unpack(ids))
  redis.call('SREM', 'read:' .. user, unpack(ids))
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function tidy(user)
  drop(user, redis.call('ZRANGEBYSCORE', 'expiry:' .. user, '-inf', now()))
  drop(user, redis.call('ZRANGE', 'inbox:' .. user, 0, -${KEPT_NOTIFICATIONS + 1}))
end

local function isThere(user, id) return redis.call('ZSCORE', 'inbox:' .. user, id) end
`;

/**
 * KEYS: of the publication. ARGV: content (to compare), topic, note (as it is kept), seconds or 0, users as JSON or '' for who follows.
 * Answers new, known or other, and the id.
 */
export const PUBLISH = `${INBOX}
local topic = ARGV[2]
local content, id = unpack(redis.call('HMGET', KEYS[1], 'content', 'id'))
if content then return { content == ARGV[1] and 'known' or 'other', id } end

id = tostring(redis.call('INCR', 'last-id'))
redis.call('HSET', KEYS[1], 'content', ARGV[1], 'id', id)
redis.call('EXPIRE', KEYS[1], ${KEY_SECONDS})
local users = ARGV[5] == '' and redis.call('SMEMBERS', 'followers:' .. topic) or cjson.decode(ARGV[5])
for _, user in ipairs(users) do
  if redis.call('SISMEMBER', 'muted:' .. topic, user) == 0 then
    redis.call('ZADD', 'inbox:' .. user, id, id)
    redis.call('HSET', 'notes:' .. user, id, ARGV[3])
    if ARGV[4] ~= '0' then redis.call('ZADD', 'expiry:' .. user, now() + ARGV[4] * 1000, id) end
    tidy(user)
    redis.call('PUBLISH', 'user:' .. user, 'new')
  end
end
return { 'new', id }
`;

/** ARGV: user, device. Answers for each notification: id, note, 1 when it is read, 1 when the device has acknowledged it. */
export const LOOK = `${INBOX}
local user, found = ARGV[1], {}
tidy(user)
for _, id in ipairs(redis.call('ZRANGE', 'inbox:' .. user, 0, -1)) do
  local isRead = redis.call('SISMEMBER', 'read:' .. user, id)
  local isAcked = redis.call('SISMEMBER', 'acked:' .. user .. ':' .. ARGV[2], id)
  table.insert(found, { id, redis.call('HGET', 'notes:' .. user, id), isRead, isAcked })
end
return found
`;

/** ARGV: user, device, ids as JSON. */
export const ACKNOWLEDGE = `${INBOX}
local user, acked = ARGV[1], 'acked:' .. ARGV[1] .. ':' .. ARGV[2]
for _, id in ipairs(cjson.decode(ARGV[3])) do redis.call('SADD', acked, id) end
-- What has left the inbox nobody will ask for.
for _, id in ipairs(redis.call('SMEMBERS', acked)) do
  if not isThere(user, id) then redis.call('SREM', acked, id) end
end
`;

/** ARGV: user, ids as JSON. */
export const READ = `${INBOX}
local user = ARGV[1]
for _, id in ipairs(cjson.decode(ARGV[2])) do
  if isThere(user, id) then redis.call('SADD', 'read:' .. user, id) end
end
redis.call('PUBLISH', 'user:' .. user, 'read ' .. ARGV[2])
`;

/** ARGV: user, preferences as JSON. */
export const PREFER = `
local user, key = ARGV[1], 'preferences:' .. ARGV[1]
local function change(command, preferences)
  for _, topic in ipairs(preferences.topics) do redis.call(command, 'followers:' .. topic, user) end
  for _, topic in ipairs(preferences.muted) do redis.call(command, 'muted:' .. topic, user) end
end
local old = redis.call('GET', key)
if old then change('SREM', cjson.decode(old)) end
change('SADD', cjson.decode(ARGV[2]))
redis.call('SET', key, ARGV[2])
`;
