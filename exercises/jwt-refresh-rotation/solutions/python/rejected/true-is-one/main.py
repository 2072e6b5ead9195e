import hashlib
import json
import os
import secrets
import threading
import time
import uuid
from dataclasses import dataclass

import jwt
from flask import Flask, jsonify, request
from werkzeug.exceptions import HTTPException

ISSUER = "https://accounts.tickets.example"
AUDIENCE = "ticket-api"
TOLERANCE_SECONDS = 5

app = Flask(__name__)
# Requests run in threads: what looks and then changes does so while it holds the lock.
lock = threading.Lock()


@dataclass
class Session:
    id: str
    user: str
    access_seconds: int
    ends_at: float
    newest: str = ""


keys = {}  # kid -> (key object, what the key set shows)
current_kid = None
sessions = {}  # id -> Session
session_ids = {}  # hash of every refresh token ever given out -> session id


@app.put("/keys/<kid>")
def add_key(kid):
    global current_kid
    given = read_object()["jwk"]
    public = {"kty": "EC", "crv": "P-256", "x": given["x"], "y": given["y"], "kid": kid, "alg": "ES256", "use": "sig"}
    private_key = jwt.algorithms.ECAlgorithm.from_jwk(json.dumps({**public, "d": given["d"]}))
    with lock:
        keys[kid] = (private_key, public)
        current_kid = kid
    return "", 204


@app.delete("/keys/<kid>")
def remove_key(kid):
    with lock:
        if kid == current_kid:
            return refuse(409, "we sign with this key")
        if keys.pop(kid, None) is None:
            return refuse(404, "no such key")
    return "", 204


@app.get("/.well-known/jwks.json")
def key_set():
    return jsonify(keys=[public for _, public in keys.values()])


@app.post("/sessions")
def begin_session():
    body = read_object()
    user = body.get("user")
    access_seconds = body.get("accessSeconds", 300)
    refresh_seconds = body.get("refreshSeconds", 1_209_600)
    if not isinstance(user, str) or not 1 <= len(user) <= 100:
        return refuse(400, "user must be a string of 1 to 100 characters")
    if not is_integer(access_seconds, 3600) or not is_integer(refresh_seconds, 2_592_000):
        return refuse(400, "accessSeconds must be 1 to 3600, refreshSeconds 1 to 2592000")
    session = Session(str(uuid.uuid4()), user, access_seconds, time.time() + refresh_seconds)
    with lock:
        sessions[session.id] = session
        refresh_token = next_refresh_token(session)
    return pair(session, refresh_token), 201


@app.post("/tokens/refresh")
def refresh():
    token = read_object().get("refreshToken")
    if not isinstance(token, str):
        return refuse(400, "refreshToken must be a string")
    with lock:
        session = find_session(token)
        if session is not None and session.newest != digest(token):
            del sessions[session.id]
            session = None
        if session is None:
            return refuse(401, "this refresh token is not valid")
        refresh_token = next_refresh_token(session)
    return pair(session, refresh_token)


@app.post("/logout")
def logout():
    with lock:
        session = find_session(str(read_object().get("refreshToken")))
        if session is not None:
            del sessions[session.id]
    return "", 204


@app.delete("/users/<user>/sessions")
def end_sessions(user):
    with lock:
        for session in [session for session in sessions.values() if session.user == user]:
            del sessions[session.id]
    return "", 204


@app.get("/me")
def me():
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    claims = read_access_token(token.strip()) if scheme.lower() == "bearer" else None
    if claims is not None:
        session = sessions.get(claims["sid"])
        if session is not None and session.user == claims["sub"] and time.time() < session.ends_at:
            return jsonify(user=session.user, sessionId=session.id)
    response, status = refuse(401, "a valid access token is needed")
    response.headers["WWW-Authenticate"] = 'Bearer realm="ticket-api"'
    return response, status


def read_access_token(token):
    try:
        key, _ = keys[jwt.get_unverified_header(token)["kid"]]
        claims = jwt.decode(
            token,
            key.public_key(),
            algorithms=["ES256"],
            issuer=ISSUER,
            audience=AUDIENCE,
            leeway=TOLERANCE_SECONDS,
            options={"require": ["exp", "iss", "aud", "sub", "sid"]},
        )
    except (jwt.InvalidTokenError, KeyError, TypeError):
        return None
    return claims if isinstance(claims["sub"], str) and isinstance(claims["sid"], str) else None


def pair(session, refresh_token):
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": session.user,
        "sid": session.id,
        "iat": now,
        "exp": now + session.access_seconds,
        "jti": str(uuid.uuid4()),
    }
    kid = current_kid
    access_token = jwt.encode(claims, keys[kid][0], algorithm="ES256", headers={"kid": kid})
    return jsonify(
        accessToken=access_token, tokenType="Bearer", expiresIn=session.access_seconds, refreshToken=refresh_token
    )


def next_refresh_token(session):
    token = secrets.token_urlsafe(32)
    session.newest = digest(token)
    session_ids[session.newest] = session.id
    return token


def find_session(refresh_token):
    session = sessions.get(session_ids.get(digest(refresh_token)))
    return session if session is not None and time.time() < session.ends_at else None


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


def read_object():
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def is_integer(value, most):
    return isinstance(value, int) and 1 <= value <= most


def refuse(status, error):
    return jsonify(error=error), status


@app.errorhandler(HTTPException)
def show_refusal(error):
    return refuse(error.code, error.description)


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
