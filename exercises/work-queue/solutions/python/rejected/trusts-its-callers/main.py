import os
import signal

import redis
from flask import Flask, jsonify, request
from werkzeug.exceptions import HTTPException

import jobs
import worker

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/jobs")
def post():
    order = read_order()
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= 100:
        return jsonify(error="an Idempotency-Key has 1-100 characters"), 400
    job_id, is_new, is_other = jobs.enqueue(order, key)
    if is_other:
        return jsonify(error="this key was used for another mail"), 409
    return jsonify(jobs.show(job_id)), 202 if is_new else 200, {"Location": f"/jobs/{job_id}"}


@app.get("/jobs/<job_id>")
def read(job_id):
    job = jobs.show(job_id)
    return jsonify(job or {})


@app.get("/dead")
def dead():
    return jsonify(jobs=jobs.show_dead())


@app.post("/dead/<job_id>/retry")
def revive(job_id):
    if not jobs.revive(job_id):
        return jsonify(error="no such dead job"), 404
    return jsonify(jobs.show(job_id)), 202


def read_order() -> dict:
    body = request.get_json()
    return {
        "to": body.get("to"),
        "subject": body.get("subject"),
        "text": body.get("text"),
        "maxAttempts": body.get("maxAttempts", 5),
        "backoffMs": body.get("backoffMs", 1000),
        "delayMs": body.get("delayMs", 0),
    }


@app.errorhandler(redis.RedisError)
def redis_is_away(error):
    return jsonify(error="Redis does not answer"), 503


@app.errorhandler(HTTPException)
def refuse(error):
    return jsonify(error=error.description), error.code


def end(*_):
    worker.stop()
    os._exit(0)


worker.start()
signal.signal(signal.SIGTERM, end)
app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
