import os

import redis
from flask import Flask, jsonify, request

store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.put("/limits/<name>")
def define(name):
    body = request.get_json()
    store.hset(f"limit:{name}", mapping={"limit": body["limit"], "windowMs": body["windowMs"]})
    return jsonify(name=name, limit=body["limit"], windowMs=body["windowMs"])


@app.get("/limits/<name>")
def read(name):
    definition = store.hgetall(f"limit:{name}")
    if not definition:
        return jsonify(error=f"nobody defined the limit {name}"), 404
    return jsonify(name=name, limit=int(definition["limit"]), windowMs=int(definition["windowMs"]))


# Every client may pass, for now: count the takes of each key, and refuse with 429 when there were too many.
@app.post("/limits/<name>/take")
def take(name):
    limit = int(store.hget(f"limit:{name}", "limit"))
    return jsonify(allowed=True, remaining=limit - 1)


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
