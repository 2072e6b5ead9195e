import math
import os
import uuid

import redis
from flask import Flask, jsonify, request
from redis.backoff import NoBackoff
from redis.retry import Retry

TAKE = """
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local used = redis.call('ZCARD', KEYS[1])
local allowed = used < limit
if allowed then
  redis.call('ZADD', KEYS[1], now, ARGV[3])
  redis.call('PEXPIRE', KEYS[1], window)
  used = used + 1
end
local oldest = redis.call('ZRANGE', KEYS[1], math.max(0, used - limit), math.max(0, used - limit), 'WITHSCORES')[2]
local newest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
return {allowed and 1 or 0, math.max(0, limit - used), oldest + window - now, newest + window - now}
"""

store = redis.Redis.from_url(
    os.environ["REDIS_URL"],
    decode_responses=True,
    socket_timeout=0.5,
    retry=Retry(NoBackoff(), 0),
)
app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.put("/limits/<name>")
def define(name):
    body = request.json
    store.hset(f"limit:{name}", mapping={"limit": body["limit"], "windowMs": body["windowMs"]})
    return jsonify(name=name, limit=body["limit"], windowMs=body["windowMs"])


@app.get("/limits/<name>")
def read(name):
    stored = store.hgetall(f"limit:{name}")
    if not stored:
        return jsonify(error="no such limit"), 404
    return jsonify(name=name, limit=int(stored["limit"]), windowMs=int(stored["windowMs"]))


@app.post("/limits/<name>/take")
def take(name):
    key = request.json["key"]
    limit, window = store.hmget(f"limit:{name}", "limit", "windowMs")
    id = uuid.uuid4().hex
    allowed, remaining, retry_after, reset = store.eval(TAKE, 1, f"takes:{name}:{key}", limit, window, id)
    response = jsonify(allowed=allowed == 1, remaining=remaining)
    response.headers["RateLimit-Limit"] = limit
    response.headers["RateLimit-Remaining"] = str(remaining)
    response.headers["RateLimit-Reset"] = str(math.ceil(reset / 1000))
    if not allowed:
        response.status_code = 429
        response.headers["Retry-After"] = str(math.ceil(retry_after / 1000))
    return response


@app.errorhandler(redis.ConnectionError)
@app.errorhandler(redis.TimeoutError)
def store_is_away(error):
    return jsonify(error="the store does not answer"), 503


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
