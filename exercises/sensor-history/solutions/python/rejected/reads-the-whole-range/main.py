import os
import re
import time

from flask import Flask, abort, jsonify, request
from werkzeug.exceptions import HTTPException

import history
from history import DAY, HOUR, MINUTE

MOST_READINGS = 500
MOST_VALUE = 1_000_000

app = Flask(__name__)


@app.post("/sensors/<sensor>/readings")
def save(sensor):
    check_sensor(sensor)
    return jsonify(history.save(sensor, read_batch()))


@app.get("/sensors/<sensor>/readings")
def page(sensor):
    check_sensor(sensor)
    start, end = read_range()
    return jsonify(history.read_page(sensor, start, end, read_integer("limit", 1, 1000, "100")))


@app.get("/sensors/<sensor>/minutes")
def minutes(sensor):
    check_sensor(sensor)
    start, end = read_range()
    if start % MINUTE or end % MINUTE:
        abort(400, "from and to are whole minutes")
    return jsonify(minutes=history.read_minutes(sensor, start, end))


@app.get("/sensors/<sensor>/latest")
def latest(sensor):
    check_sensor(sensor)
    found = history.find_latest(sensor)
    if found is None:
        abort(404, "nothing is kept of this sensor")
    return jsonify(found)


def check_sensor(sensor: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", sensor):
        abort(400, "a sensor has 1 to 64 of A-Z a-z 0-9 _ -")


def read_batch() -> list[dict]:
    body = request.get_json(silent=True)
    readings = body.get("readings") if isinstance(body, dict) else None
    if not isinstance(readings, list) or not 1 <= len(readings) <= MOST_READINGS:
        abort(400, f"readings is a list of 1 to {MOST_READINGS}")
    latest = time.time() * 1000 + HOUR
    if not all(is_reading(reading, latest) for reading in readings):
        abort(400, "a reading is an at, up to an hour ahead, and a value within a million")
    return readings


def is_reading(reading, latest: float) -> bool:
    if not isinstance(reading, dict):
        return False
    at, value = reading.get("at"), reading.get("value")
    # In Python True is an int as well.
    if type(at) is not int or type(value) not in (int, float):
        return False
    return 0 <= at <= latest and abs(value) <= MOST_VALUE


def read_range() -> tuple[int, int]:
    start = read_integer("from", 0, 10**15)
    return start, read_integer("to", start + 1, start + DAY)


def read_integer(name: str, least: int, most: int, missing: str = "") -> int:
    text = request.args.get(name, missing)
    if not re.fullmatch(r"\d{1,16}", text, re.ASCII) or not least <= int(text) <= most:
        abort(400, f"{name} is an integer from {least} to {most}")
    return int(text)


@app.errorhandler(HTTPException)
def refuse(error):
    return jsonify(error=error.description), error.code


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
