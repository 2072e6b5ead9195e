"""What has to happen in one piece, Redis does in one piece: each of these scripts runs alone."""

KEPT_NOTIFICATIONS = 50
KEY_SECONDS = 2 * 24 * 60 * 60

# An inbox is a stream. Its fields are always: id, topic, text, expires (milliseconds, 0 for never).
INBOX = """
local function entries(user) return redis.call('XRANGE', 'inbox:' .. user, '-', '+') end

local function ids_in(user)
  local ids = {}
  for _, entry in ipairs(entries(user)) do ids[entry[2][2]] = true end
  return ids
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Adds those ids to a set that are in the inbox, and removes from the set those that are not in it any more.
local function keep(set, user, given)
  local known = ids_in(user)
  for _, id in ipairs(cjson.decode(given)) do redis.call('SADD', set, id) end
  for _, id in ipairs(redis.call('SMEMBERS', set)) do
    if not known[id] then redis.call('SREM', set, id) end
  end
end
"""

# KEYS: of the publication. ARGV: content, id. Answers what is known of the key.
MARK = f"""
local content, id = unpack(redis.call('HMGET', KEYS[1], 'content', 'id'))
if content then return {{ content, id }} end
redis.call('HSET', KEYS[1], 'content', ARGV[1], 'id', ARGV[2])
redis.call('EXPIRE', KEYS[1], {KEY_SECONDS})
return {{}}
"""

# ARGV: id, topic, text, seconds or 0, users as JSON.
PUBLISH = INBOX + f"""
local inbox_limit = {KEPT_NOTIFICATIONS}
local expires = ARGV[4] == '0' and 0 or now() + ARGV[4] * 1000
for _, user in ipairs(cjson.decode(ARGV[5])) do
  local inbox = 'inbox:' .. user
  redis.call('XADD', inbox, '*', 'id', ARGV[1], 'topic', ARGV[2], 'text', ARGV[3], 'expires', string.format('%d', expires))
  if redis.call('XLEN', inbox) > inbox_limit then
    -- What has expired takes no place.
    for _, entry in ipairs(entries(user)) do
      local till = tonumber(entry[2][8])
      if till > 0 and till <= now() then redis.call('XDEL', inbox, entry[1]) end
    end
    redis.call('XTRIM', inbox, 'MAXLEN', inbox_limit)
  end
  redis.call('PUBLISH', 'user:' .. user, 'new')
end
"""

# ARGV: user, device, ids as JSON.
ACKNOWLEDGE = INBOX + """
keep('acked:' .. ARGV[1] .. ':' .. ARGV[2], ARGV[1], ARGV[3])
"""

# ARGV: user, ids as JSON.
READ = INBOX + """
keep('read:' .. ARGV[1], ARGV[1], ARGV[2])
redis.call('PUBLISH', 'user:' .. ARGV[1], ARGV[2])
"""
