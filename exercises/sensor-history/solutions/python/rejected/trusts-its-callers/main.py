import os

from flask import Flask, abort, jsonify, request
from werkzeug.exceptions import HTTPException

import history

app = Flask(__name__)


@app.post("/sensors/<sensor>/readings")
def save(sensor):
    return jsonify(history.save(sensor, read_batch()))


@app.get("/sensors/<sensor>/readings")
def page(sensor):
    start, end = read_range()
    return jsonify(history.read_page(sensor, start, end, int(request.args.get("limit", 100))))


@app.get("/sensors/<sensor>/minutes")
def minutes(sensor):
    start, end = read_range()
    return jsonify(minutes=history.read_minutes(sensor, start, end))


@app.get("/sensors/<sensor>/latest")
def latest(sensor):
    found = history.find_latest(sensor)
    if found is None:
        abort(404, "nothing is kept of this sensor")
    return jsonify(found)


def read_batch() -> list[dict]:
    return request.get_json()["readings"]


def read_range() -> tuple[int, int]:
    return int(request.args["from"]), int(request.args["to"])


@app.errorhandler(HTTPException)
def refuse(error):
    return jsonify(error=error.description), error.code


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
