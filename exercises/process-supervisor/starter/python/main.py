import os
import subprocess
import threading
import uuid

from flask import Flask, jsonify, request

app = Flask(__name__)
jobs = {}


@app.post("/jobs")
def post_job():
    job = {"id": str(uuid.uuid4()), "state": "running", "outcome": None, "exitCode": None, "signal": None}
    jobs[job["id"]] = job
    threading.Thread(target=run, args=[job, request.json["command"]], daemon=True).start()
    return jsonify(job), 201


def run(job, command):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    job["exitCode"] = process.wait()
    job["outcome"] = "ended"
    job["state"] = "done"


# Nobody can ask how a job is, or cancel it.

app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
