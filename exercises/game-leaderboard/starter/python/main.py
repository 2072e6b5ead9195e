import os

import redis
from flask import Flask, jsonify, request

store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


# What the old service did: a sorted set, for ever, in which the last result counts, and equals stand by their names.
@app.post("/results")
def report():
    body = request.get_json()
    store.zadd(f"week:{body['week']}:best", {body["player"]: body["points"]})
    return jsonify(counted=True), 201


@app.get("/weeks/<week>/<board>")
def page(week, board):
    players = store.zcard(f"week:{week}:{board}")
    names = store.zrevrange(f"week:{week}:{board}", 0, -1)
    return jsonify(week=week, board=board, players=players, entries=names)


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
