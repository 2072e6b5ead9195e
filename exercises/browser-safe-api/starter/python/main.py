import os
import re
import secrets
import uuid

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

app = Flask(__name__)
tokens = {}
sessions = {}


class Refusal(Exception):
    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


@app.get("/countries")
def read_countries():
    return jsonify(countries=["AT", "CH", "DE"])


@app.post("/accounts")
def open_account():
    name = read_object().get("name")
    if not is_name(name):
        raise Refusal(400, "a name has 1 to 100 characters")
    account = {"id": str(uuid.uuid4()), "name": name, "settings": {}}
    token = secrets.token_urlsafe(32)
    tokens[token] = account
    return jsonify(id=account["id"], token=token), 201


@app.post("/session")
def begin_session():
    account = authenticate()
    session = secrets.token_urlsafe(32)
    sessions[session] = account
    response = Response(status=204)
    response.set_cookie("session", session)
    return response


@app.delete("/session")
def end_session():
    authenticate()
    sessions.pop(read_session(), None)
    response = Response(status=204)
    response.delete_cookie("session")
    return response


@app.get("/account")
def read_account():
    return jsonify(authenticate())


@app.post("/account")
@app.patch("/account")
def change_account():
    account = authenticate()
    body = read_object()
    name, settings = body.get("name", account["name"]), body.get("settings", account["settings"])
    if not is_name(name):
        raise Refusal(400, "a name has 1 to 100 characters")
    if not isinstance(settings, dict):
        raise Refusal(400, "settings are an object")
    account.update(name=name, settings=settings)
    return jsonify(account)


@app.after_request
def finish(response):
    # "Put a star there and the console is quiet." Is it right now?
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers["X-Powered-By"] = "radhof 2.3"
    return response


@app.errorhandler(HTTPException)
def refuse_as_html(error):
    return f"<h1>Error</h1><p>{request.path}: {error.name}</p>", error.code


@app.errorhandler(Refusal)
def refuse(refusal):
    return f"<h1>Error</h1><p>{request.path}: {refusal}</p>", refusal.status


def authenticate():
    header = request.headers.get("Authorization")
    if header is None:
        account = sessions.get(read_session())
    else:
        account = tokens.get(re.sub("^Bearer ", "", header, flags=re.I))
    if account is None:
        raise Refusal(401, "who are you?")
    return account


def read_session():
    found = re.search("session=([^;]*)", request.headers.get("Cookie", ""))
    return found[1] if found else ""


def read_object():
    body = request.get_json(force=True)
    if not isinstance(body, dict):
        raise Refusal(400, "a body is a JSON object")
    return body


def is_name(value):
    return isinstance(value, str) and 1 <= len(value) <= 100


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
