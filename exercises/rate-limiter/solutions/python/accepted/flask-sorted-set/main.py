import math
import os
import re

import redis
from flask import Flask, jsonify, request
from werkzeug.exceptions import HTTPException

import limiter

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.put("/limits/<name>")
def define(name):
    body = read_object()
    if not re.fullmatch(r"[a-z0-9-]{1,64}", name):
        return jsonify(error="a name has 1-64 characters out of a-z, 0-9 and -"), 400
    limit, window_ms = body.get("limit"), body.get("windowMs")
    if not is_integer(limit, 1, 1000) or not is_integer(window_ms, 100, 3_600_000):
        return jsonify(error="limit must be an integer 1-1000, windowMs one of 100-3600000"), 400
    return jsonify(limiter.define(name, limit, window_ms))


@app.get("/limits/<name>")
def read(name):
    definition = limiter.find(name)
    return jsonify(definition) if definition else unknown(name)


@app.post("/limits/<name>/take")
def take(name):
    key = read_object().get("key")
    if not isinstance(key, str) or not 1 <= len(key) <= 200:
        return jsonify(error="key must be a string of 1-200 characters"), 400
    decision = limiter.take(name, key)
    if decision is None:
        return unknown(name)
    allowed, limit, remaining, retry_after_ms, reset_ms = decision
    response = jsonify(allowed=allowed == 1, remaining=remaining)
    response.status_code = 200 if allowed else 429
    response.headers["RateLimit-Limit"] = str(limit)
    response.headers["RateLimit-Remaining"] = str(remaining)
    response.headers["RateLimit-Reset"] = str(math.ceil(reset_ms / 1000))
    if not allowed:
        response.headers["Retry-After"] = str(math.ceil(retry_after_ms / 1000))
    return response


def read_object() -> dict:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def is_integer(value, least, most) -> bool:
    # In Python True is an int as well.
    return type(value) is int and least <= value <= most


def unknown(name):
    return jsonify(error=f"nobody defined the limit {name}"), 404


@app.errorhandler(redis.RedisError)
def store_is_away(error):
    return jsonify(error="the store does not answer"), 503


@app.errorhandler(HTTPException)
def refuse(error):
    return jsonify(error=error.description), error.code


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
