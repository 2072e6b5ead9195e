import os
import uuid

import redis
from flask import Flask, jsonify, request

store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


# Stores the mail. Nothing takes it from there and sends it, yet.
@app.post("/jobs")
def post():
    job_id = str(uuid.uuid4())
    body = request.get_json()
    job = {"to": body["to"], "subject": body["subject"], "state": "waiting", "attempts": 0}
    store.hset(f"job:{job_id}", mapping={**job, "text": body["text"]})
    return jsonify(id=job_id, **job), 202, {"Location": f"/jobs/{job_id}"}


@app.get("/jobs/<job_id>")
def read(job_id):
    job = store.hgetall(f"job:{job_id}")
    return jsonify(id=job_id, to=job["to"], subject=job["subject"], state=job["state"], attempts=int(job["attempts"]))


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
