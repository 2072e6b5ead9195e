import json
import os
import threading
import time

import psycopg
from flask import Flask, Response, request
from psycopg.errors import UniqueViolation
from werkzeug.exceptions import HTTPException

import questions
import store
from rules import Refused, read_expiry

MERGE_PATCH = "application/merge-patch+json"

app = Flask(__name__)


def answer(body, status=200, **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(json.dumps(body), status, names, mimetype="application/json")


def show(stored):
    version, body = stored
    return answer(body, ETag=f'"{version}"')


def read_json():
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise Refused(400, "the body is not JSON, or much too deep") from None


@app.get("/healthz")
def healthz():
    return answer({"status": "ok"})


@app.post("/documents")
def create():
    expires_at = read_expiry(request.args.get("expiresAt"))
    id = store.create(read_json(), expires_at)
    return answer({"id": id}, 201, Location=f"/documents/{id}", ETag='"1"')


@app.get("/documents/<id>")
def read(id):
    return show(store.read(id))


@app.put("/documents/<id>")
def replace(id):
    if_match = request.headers.get("If-Match")
    if if_match is None:
        raise Refused(428, "say in If-Match which version you replace")
    return show(store.replace(id, if_match, read_json()))


@app.patch("/documents/<id>")
def patch(id):
    if request.mimetype != MERGE_PATCH:
        raise Refused(415, f"a patch has the type {MERGE_PATCH}")
    return show(store.patch(id, request.headers.get("If-Match"), read_json()))


@app.delete("/documents/<id>")
def remove(id):
    store.remove(id, request.headers.get("If-Match"))
    return Response(status=204)


@app.post("/search")
def search():
    return answer(questions.search(questions.read_question(read_json())))


@app.errorhandler(Refused)
def refuse(error):
    return answer({"error": str(error)}, error.status)


@app.errorhandler(UniqueViolation)
def refuse_sku(error):
    return answer({"error": "another document has this sku"}, 409)


@app.errorhandler(psycopg.DataError)
@app.errorhandler(UnicodeError)
def refuse_text(error):
    return answer({"error": "there is text in it that cannot be stored"}, 400)


@app.errorhandler(HTTPException)
def fail(error):
    return answer({"error": error.description}, error.code)


def keep_swept():
    while True:
        time.sleep(0.5)
        try:
            store.sweep()
        except psycopg.Error as error:
            print(error)


store.create_table()
threading.Thread(target=keep_swept, daemon=True).start()
app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
