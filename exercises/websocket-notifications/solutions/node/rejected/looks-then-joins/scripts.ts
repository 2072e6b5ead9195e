/** What has to happen in one piece, Redis does in one piece: each of these scripts runs alone. */

const PRESENCE = `
-- KEYS[1]: a set of "user instance". ARGV[1]: the room's channel
local function members() return redis.call('SMEMBERS', KEYS[1]) end

local function isHere(user)
  for _, member in ipairs(members()) do
    if member:match('^%S+') == user then return true end
  end
  return false
end

local function remove(member)
  if redis.call('SREM', KEYS[1], member) == 0 then return end
  local user = member:match('^%S+')
  if not isHere(user) then redis.call('PUBLISH', ARGV[1], 'offline ' .. user) end
end

-- Each instance listens to a channel of its own. Redis forgets that when the instance dies.
local function removeTheDead()
  for _, member in ipairs(members()) do
    local channel = 'instance:' .. member:match('%S+$')
    if redis.call('PUBSUB', 'NUMSUB', channel)[2] == 0 then remove(member) end
  end
end

local function listUsers()
  local users, seen = {}, {}
  for _, member in ipairs(members()) do
    local user = member:match('^%S+')
    if not seen[user] then table.insert(users, user) end
    seen[user] = true
  end
  return users
end
`;

/** KEYS: presence, messages. ARGV: channel, user, instance, how many messages, whether it is new. Answers the users and the last messages. */
export const JOIN = `${PRESENCE}
removeTheDead()
redis.call('SADD', KEYS[1], ARGV[2] .. ' ' .. ARGV[3])
if ARGV[5] == 'new' then redis.call('PUBLISH', ARGV[1], 'online ' .. ARGV[2]) end
return { listUsers(), redis.call('LRANGE', KEYS[2], -ARGV[4], -1) }
`;

/** KEYS: presence. ARGV: channel, user, instance. */
export const LEAVE = `${PRESENCE}
remove(ARGV[2] .. ' ' .. ARGV[3])
`;

/** KEYS: presence. ARGV: channel. Answers the users. */
export const LOOK = `${PRESENCE}
removeTheDead()
return listUsers()
`;

/** KEYS: counter, messages. ARGV: channel, text, how many to keep. Answers the id. */
export const PUBLISH = `
local id = redis.call('INCR', KEYS[1])
local message = id .. ' ' .. ARGV[2]
redis.call('RPUSH', KEYS[2], message)
redis.call('LTRIM', KEYS[2], -ARGV[3], -1)
redis.call('PUBLISH', ARGV[1], 'message ' .. message)
return tostring(id)
`;
