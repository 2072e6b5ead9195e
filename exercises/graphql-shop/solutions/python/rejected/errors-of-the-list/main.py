import json
import os

from flask import Flask, Response, request

import database
import graph
from faults import Refusal

database.prepare()
app = Flask(__name__)


def respond(body, status=200, headers=None):
    content_type = "application/graphql-response+json; charset=utf-8"
    return Response(json.dumps(body, ensure_ascii=False), status, headers, content_type=content_type)


@app.errorhandler(Refusal)
def refuse(error):
    body = {"errors": [{"message": str(error), "extensions": {"code": error.code}}]}
    return respond(body, error.status, {"Allow": "POST"} if error.status == 405 else None)


@app.get("/healthz")
def healthz():
    return "ok"


@app.route("/graphql", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def graphql():
    if request.method != "POST":
        raise Refusal(405, "BAD_REQUEST", "Only POST is answered here.")
    if request.mimetype != "application/json":
        raise Refusal(415, "BAD_REQUEST", "The body must be application/json.")
    try:
        body = json.loads(request.get_data())
    except ValueError:
        raise Refusal(400, "BAD_REQUEST", "The body is not JSON.") from None
    return respond(graph.answer(body))


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
