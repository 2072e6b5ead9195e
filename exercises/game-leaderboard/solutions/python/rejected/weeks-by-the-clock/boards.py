"""The boards in Redis: sorted sets whose members begin with the number of a result, so that equals stand in its order."""

import os
from datetime import date

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

DAY = 86_400

# Points are stored as negative scores: the most points come first, and equal ones are ordered by their members, as texts.
# A member is the number of the result that brought the points, in ten digits, a colon, and the player.
# KEYS: report, number of results, then for each board the sorted set and the hash of everybody's member. ARGV: player, points.
COUNT = f"""
if not redis.call('SET', KEYS[1], '1', 'NX', 'EX', {DAY}) then return 0 end
local player, points = ARGV[1], tonumber(ARGV[2])
local member = string.format('%010d:%s', redis.call('INCR', KEYS[2]), player)

local function move(board, members, reach)
  local old = redis.call('HGET', members, player)
  local had = old and -redis.call('ZSCORE', board, old) or 0
  local has = reach(had)
  if has == had then return end
  if old then redis.call('ZREM', board, old) end
  redis.call('ZADD', board, -has, member)
  redis.call('HSET', members, player, member)
end

move(KEYS[3], KEYS[4], function(had) return math.max(had, points) end)
move(KEYS[5], KEYS[6], function(had) return had + points end)
for index = 2, 6 do redis.call('EXPIRE', KEYS[index], {14 * DAY}) end
return 1
"""

# KEYS: sorted set, hash of members. ARGV: player, how many around. Answers the first index, and members with scores.
AROUND = """
local member = redis.call('HGET', KEYS[2], ARGV[1])
if not member then return false end
local index = redis.call('ZRANK', KEYS[1], member)
local from = math.max(0, index - ARGV[2])
return {from, redis.call('ZRANGE', KEYS[1], from, index + ARGV[2], 'WITHSCORES')}
"""

store = redis.Redis.from_url(
    os.environ["REDIS_URL"],
    decode_responses=True,
    socket_timeout=1,
    socket_connect_timeout=1,
    retry=Retry(NoBackoff(), 0),
)


def this_week() -> str:
    year, number, _ = date.today().isocalendar()
    return f"{year}-W{number:02}"


def keys_of(board: str) -> list[str]:
    return [f"week:{this_week()}:{board}", f"week:{this_week()}:{board}:members"]


def count(id: str, player: str, week: str, points: int) -> bool:
    keys = [f"report:{id}", f"week:{this_week()}:results", *keys_of("best"), *keys_of("total")]
    return store.eval(COUNT, len(keys), *keys, player, points) == 1


def read_page(week: str, board: str, offset: int, limit: int) -> tuple[int, list[dict]]:
    key, _ = keys_of(board)
    with store.pipeline(transaction=True) as commands:
        commands.zcard(key)
        commands.zrange(key, offset, offset + limit - 1, withscores=True)
        players, found = commands.execute()
    return players, to_entries(offset, found)


def read_around(week: str, board: str, player: str, around: int) -> list[dict] | None:
    answer = store.eval(AROUND, 2, *keys_of(board), player, around)
    if answer is None:
        return None
    start, found = answer
    return to_entries(start, zip(found[::2], found[1::2]))


def to_entries(start: int, found) -> list[dict]:
    return [
        {"rank": start + index + 1, "player": member.split(":")[1], "points": -int(float(score))}
        for index, (member, score) in enumerate(found)
    ]
