import json
import logging
import os
import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from flask import Flask, g, jsonify, request
from psycopg.errors import UniqueViolation
from werkzeug.exceptions import HTTPException

import articles
import database
import users
from refusal import Refusal

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
app.json.sort_keys = False
pinging = ThreadPoolExecutor(4)
# Its own lines would show what stands behind the ? of a URL.
logging.getLogger("werkzeug").setLevel(logging.ERROR)


@app.before_request
def begin():
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if re.fullmatch(r"[A-Za-z0-9._-]{1,64}", given) else str(uuid.uuid4())
    g.started_at = time.monotonic()


app.register_blueprint(users.routes, url_prefix="/api")
app.register_blueprint(articles.routes, url_prefix="/api")


@app.after_request
def end(response):
    response.headers["X-Request-Id"] = g.request_id
    line = {
        "requestId": g.request_id,
        "method": request.method,
        "path": request.environ["RAW_URI"].partition("?")[0],
        "status": response.status_code,
        "durationMs": round((time.monotonic() - g.started_at) * 1000),
    }
    # One write for the whole line: requests run in threads.
    print(json.dumps(line) + "\n", end="", flush=True)
    return response


@app.get("/healthz")
def healthz():
    try:
        # A database that is gone answers nothing, not even an error.
        pinging.submit(database.one, "SELECT 1").result(timeout=1)
    except Exception:
        return jsonify(status="the database does not answer"), 503
    return jsonify(status="ok")


@app.errorhandler(Refusal)
def refuse(error):
    return jsonify(error=f"{error.field} {error}"), 400 if error.status == 422 else error.status


@app.errorhandler(UniqueViolation)
def taken(error):
    found = re.search("username|email|slug", error.diag.constraint_name or "")
    return jsonify(error=f"{found[0] if found else 'body'} is already taken"), 400


@app.errorhandler(HTTPException)
def answer(error):
    return jsonify(error=error.description), error.code


@app.errorhandler(Exception)
def fail(error):
    app.logger.exception("request %s failed", g.request_id)
    return jsonify(errors={"body": ["something went wrong"]}), 500


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
