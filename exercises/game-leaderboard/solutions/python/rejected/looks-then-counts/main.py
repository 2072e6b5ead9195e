import os
import re

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
    offset = read_integer("offset", 0, 1_000_000_000, 0)
    limit = read_integer("limit", 1, 100, 10)
    players, entries = boards.read_page(week, board, offset, limit)
    return jsonify(week=week, board=board, players=players, entries=entries)


@app.get("/weeks/<week>/<board>/players/<player>")
def one_player(week, board, player):
    check(week, board)
    around = read_integer("around", 0, 10, 2)
    neighbours = boards.read_around(week, board, player, around)
    if neighbours is None:
        abort(404, f"{player} has no result in {week}")
    mine = next(entry for entry in neighbours if entry["player"] == player)
    return jsonify(**mine, neighbours=neighbours)


def is_text(value, pattern: str) -> bool:
    return isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII) is not None


def is_week(value) -> bool:
    return is_text(value, r"\d{4}-W(0[1-9]|[1-4]\d|5[0-3])")


def read_result() -> tuple[str, str, str, int]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        abort(400, "a result is a JSON object")
    id, player, week, points = (body.get(name) for name in ("id", "player", "week", "points"))
    if not is_text(id, r"[A-Za-z0-9-]{1,64}") or not is_text(player, r"[A-Za-z0-9_-]{1,32}") or not is_week(week):
        abort(400, "a result has an id, a player, and a week like 2031-W07")
    # In Python True is an int as well.
    if type(points) is not int or not 1 <= points <= 1_000_000:
        abort(400, "points is an integer from 1 to 1000000")
    return id, player, week, points


def check(week: str, board: str) -> None:
    if not is_week(week):
        abort(400, "a week looks like 2031-W07")
    if board not in ("best", "total"):
        abort(404, "the boards are best and total")


def read_integer(name: str, least: int, most: int, missing: int) -> int:
    text = request.args.get(name)
    if text is None:
        return missing
    if not is_text(text, r"\d{1,10}") or not least <= int(text) <= most:
        abort(400, f"{name} is an integer from {least} to {most}")
    return int(text)


@app.errorhandler(redis.RedisError)
def redis_is_away(error):
    return jsonify(error="Redis does not answer, try again"), 503


@app.errorhandler(HTTPException)
def refuse(error):
    return jsonify(error=error.description), error.code


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
