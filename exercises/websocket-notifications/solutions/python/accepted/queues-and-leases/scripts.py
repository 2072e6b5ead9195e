"""What has to happen in one piece, Redis does in one piece: each of these scripts runs alone."""

PRESENCE = """
-- KEYS[1]: a sorted set of "user instance", by the time until which it holds. ARGV[1]: the room's channel
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function members() return redis.call('ZRANGE', KEYS[1], 0, -1) end

local function is_here(user)
  for _, member in ipairs(members()) do
    if member:match('^%S+') == user then return true end
  end
  return false
end

local function remove(member)
  if redis.call('ZREM', KEYS[1], member) == 0 then return end
  local user = member:match('^%S+')
  if not is_here(user) then redis.call('PUBLISH', ARGV[1], 'offline ' .. user) end
end
"""

# KEYS: presence. ARGV: channel, instance, for how many ms, users who are here. Answers all users.
HOLD = PRESENCE + """
for i = 4, #ARGV do
  local is_new = not is_here(ARGV[i])
  redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[i] .. ' ' .. ARGV[2])
  if is_new then redis.call('PUBLISH', ARGV[1], 'online ' .. ARGV[i]) end
end
-- Whoever is not held any more was on an instance that died.
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do remove(member) end
local users, seen = {}, {}
for _, member in ipairs(members()) do
  local user = member:match('^%S+')
  if not seen[user] then table.insert(users, user) end
  seen[user] = true
end
return users
"""

# KEYS: presence. ARGV: channel, user, instance.
LEAVE = PRESENCE + """
remove(ARGV[2] .. ' ' .. ARGV[3])
"""

# KEYS: messages. ARGV: channel, text, how many messages to keep. Answers the id.
PUBLISH = """
local id = redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[3], '*', 'text', ARGV[2])
redis.call('PUBLISH', ARGV[1], 'message ' .. id .. ' ' .. ARGV[2])
return id
"""
