import os

import redis
from flask import Flask, abort, jsonify, request
from werkzeug.exceptions import HTTPException

import boards

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/results")
def report():
    counted = boards.count(*read_result())
    return jsonify(counted=counted), 201 if counted else 200


@app.get("/weeks/<week>/<board>")
def page(week, board):
    check(week, board)
    offset = read_integer("offset", 0)
    limit = read_integer("limit", 10)
    players, entries = boards.read_page(week, board, offset, limit)
    return jsonify(week=week, board=board, players=players, entries=entries)


@app.get("/weeks/<week>/<board>/players/<player>")
def one_player(week, board, player):
    check(week, board)
    around = read_integer("around", 2)
    neighbours = boards.read_around(week, board, player, around)
    if neighbours is None:
        abort(404, f"{player} has no result in {week}")
    mine = next(entry for entry in neighbours if entry["player"] == player)
    return jsonify(**mine, neighbours=neighbours)


def read_result() -> tuple[str, str, str, int]:
    body = request.get_json()
    return body["id"], body["player"], body["week"], int(body["points"])


def check(week: str, board: str) -> None:
    if board not in ("best", "total"):
        abort(404, "the boards are best and total")


def read_integer(name: str, missing: int) -> int:
    return int(request.args.get(name, missing))


@app.errorhandler(redis.RedisError)
def redis_is_away(error):
    return jsonify(error="Redis does not answer, try again"), 503


@app.errorhandler(HTTPException)
def refuse(error):
    return jsonify(error=error.description), error.code


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
