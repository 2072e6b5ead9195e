import json
import os
import re
import secrets
import socket
import threading
import uuid

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import ClientDisconnected, HTTPException
from werkzeug.serving import WSGIRequestHandler

MAX_BODY_BYTES = 16_384
MAX_LEVELS = 20
MAX_URL_BYTES = 2048
MAX_HEADERS = 64
BODY_TIMEOUT_S = 4

COOKIE = "__Host-session"
COOKIE_TERMS = {"secure": True, "httponly": True, "samesite": "Lax", "path": "/"}
FRONT_ENDS = {"https://app.radhof.example", "https://desk.radhof.example", os.environ.get("UPSTREAM_PREVIEW_URL")} - {None}

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
tokens = {}
sessions = {}


class Refusal(Exception):
    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


@app.before_request
def check():
    if len(request.environ["RAW_URI"].encode("latin-1")) > MAX_URL_BYTES:
        raise Refusal(414, "the address is too long")
    if len(request.headers) > MAX_HEADERS:
        raise Refusal(431, "there are too many headers")
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise Refusal(413, "the body is too large")
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        return answer_preflight()


def answer_preflight():
    response = Response(status=204)
    if is_front_end():
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, PATCH, DELETE"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Max-Age"] = "600"
    return response


@app.get("/countries")
def read_countries():
    response = jsonify(countries=["AT", "CH", "DE"])
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


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
    response.set_cookie(COOKIE, session, **COOKIE_TERMS)
    return response


@app.delete("/session")
def end_session():
    authenticate()
    sessions.pop(request.cookies.get(COOKIE), None)
    response = Response(status=204)
    response.delete_cookie(COOKIE, **COOKIE_TERMS)
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
def guard(response):
    """Every answer goes through here, refusals too."""
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Vary"] = "Origin"
    headers.setdefault("Cache-Control", "no-store")
    if request.headers.get("X-Forwarded-Proto") == "https":
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if is_front_end():
        headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        headers["Access-Control-Allow-Credentials"] = "true"
    return response


SENTENCES = {404: "there is nothing here", 405: "this is done in another way"}


@app.errorhandler(HTTPException)
def refuse_for_flask(error):
    return jsonify(error=SENTENCES.get(error.code, "something went wrong")), error.code


@app.errorhandler(Refusal)
def refuse(refusal):
    return jsonify(error=str(refusal)), refusal.status


def is_front_end():
    return request.headers.get("Origin") in FRONT_ENDS


def authenticate():
    header = request.headers.get("Authorization")
    if header is not None:
        return known(tokens.get(re.sub("^Bearer ", "", header, flags=re.I)))
    account = known(sessions.get(request.cookies.get(COOKIE)))
    if request.method not in ("GET", "HEAD") and not is_front_end():
        raise Refusal(403, "changes with a cookie have to come from a front end")
    return account


def known(account):
    if account is None:
        raise Refusal(401, "who are you?")
    return account


def read_object():
    if request.mimetype != "application/json":
        raise Refusal(415, "send application/json")
    try:
        body = json.loads(read_body().decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refusal(400, "the body is no JSON") from None
    if not isinstance(body, dict):
        raise Refusal(400, "a body is a JSON object")
    if is_deeper(body, MAX_LEVELS):
        raise Refusal(400, f"the body has more than {MAX_LEVELS} levels")
    return body


def read_body():
    """Flask waits for ever, so the connection stops giving when the time is over."""
    connection = request.environ["werkzeug.socket"]
    timer = threading.Timer(BODY_TIMEOUT_S, connection.shutdown, [socket.SHUT_RD])
    timer.start()
    try:
        body = request.get_data()
    except (ClientDisconnected, OSError):  # OSError: a chunk that does not come to its end
        raise Refusal(408, "the body took too long") from None
    finally:
        timer.cancel()
    return body


def is_deeper(value, levels):
    if not isinstance(value, (dict, list)):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(is_deeper(one, levels - 1) for one in inner)


def is_name(value):
    return isinstance(value, str) and 1 <= len(value) <= 100


class Handler(WSGIRequestHandler):
    def version_string(self):
        return "radhof"


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True, request_handler=Handler)
