"""Decides about takes in Redis: one script, so that nothing comes between counting and adding."""

import json
import os
import uuid

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

SCRIPT = """
local stored = redis.call('GET', KEYS[1])
if not stored then return nil end
local definition = cjson.decode(stored)
local limit, window = definition.limit, definition.windowMs
local seconds, micros = unpack(redis.call('TIME'))
local now = seconds * 1000 + math.floor(micros / 1000)

redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - window)
local used = redis.call('ZCARD', KEYS[2])
local allowed = used < limit
if allowed then
  used = used + 1
  redis.call('ZADD', KEYS[2], now, ARGV[1])
  redis.call('PEXPIRE', KEYS[2], window + 1000)
end
local first = math.max(0, used - limit)
local oldest = redis.call('ZRANGE', KEYS[2], first, first, 'WITHSCORES')[2]
local newest = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2]
return {allowed and 1 or 0, limit, math.max(0, limit - used), oldest + window - now, newest + window - now}
"""

store = redis.Redis.from_url(
    os.environ["REDIS_URL"],
    decode_responses=True,
    socket_timeout=0.5,
    socket_connect_timeout=0.5,
    retry=Retry(NoBackoff(), 0),
)
run = store.register_script(SCRIPT)


def define(name: str, limit: int, window_ms: int) -> dict:
    store.set(f"limit:{name}", json.dumps({"limit": limit, "windowMs": window_ms}))
    return {"name": name, "limit": limit, "windowMs": window_ms}


def find(name: str) -> dict | None:
    stored = store.get(f"limit:{name}")
    return None if stored is None else {"name": name, **json.loads(stored)}


def take(name: str, key: str) -> list[int] | None:
    """Answers allowed (0 or 1), limit, remaining, ms until one place and until all places are free."""
    return run(keys=[f"limit:{name}", f"takes:{name}:{key}"], args=[uuid.uuid4().hex])
