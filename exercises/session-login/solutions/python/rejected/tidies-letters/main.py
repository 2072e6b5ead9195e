import hashlib
import os
import secrets
import unicodedata

import redis
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from flask import Flask, abort, jsonify, request
from werkzeug.exceptions import HTTPException

IDLE_SECONDS = 30 * 60

store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Verified against when there is no user, so that an unknown address takes as long as a wrong password.
NOBODY = hasher.hash("nobody has this password")
app = Flask(__name__)


@app.post("/users")
def register():
    email, password = read_texts("email", "password")
    if not 3 <= len(email) <= 200 or "@" not in email:
        abort(400, "this is no address")
    check_password(password)
    # Sets the field only when it is not there: nobody takes over an account by registering again.
    store.hsetnx(f"user:{email.lower()}", "passwordHash", hasher.hash(password))
    return jsonify(status="ok"), 202


@app.post("/login")
def login():
    email, password = read_texts("email", "password")
    email = email.lower()
    if not matches(password, store.hget(f"user:{email}", "passwordHash")):
        abort(401, "address or password is wrong")
    end_session(read_sid())
    return begin_session(email, jsonify(email=email))


@app.get("/me")
def me():
    return jsonify(email=get_user())


@app.post("/logout")
def logout():
    end_session(read_sid())
    response = app.response_class(status=204)
    response.delete_cookie("sid", path="/", secure=True, httponly=True, samesite="Lax")
    return response


@app.post("/logout-everywhere")
def logout_everywhere():
    end_sessions_of(get_user())
    return "", 204


@app.post("/password")
def change_password():
    email = get_user()
    current, new = read_texts("current", "next")
    if not matches(current, store.hget(f"user:{email}", "passwordHash")):
        abort(403, "the current password is wrong")
    check_password(new)
    store.hset(f"user:{email}", "passwordHash", hasher.hash(new))
    end_sessions_of(email)
    return begin_session(email, app.response_class(status=204))


def matches(password, password_hash):
    try:
        hasher.verify(password_hash or NOBODY, password)
    except VerifyMismatchError:
        return False
    return password_hash is not None


def begin_session(email, response):
    sid = secrets.token_urlsafe(32)
    pipe = store.pipeline()
    pipe.set(key_of(sid), email, ex=IDLE_SECONDS)
    pipe.sadd(f"sessions-of:{email}", key_of(sid))
    pipe.expire(f"sessions-of:{email}", IDLE_SECONDS)
    pipe.execute()
    response.set_cookie("sid", sid, path="/", secure=True, httponly=True, samesite="Lax")
    return response


def get_user():
    """Whose session it is; using it gives it another half hour."""
    email = store.getex(key_of(read_sid()), ex=IDLE_SECONDS)
    if email is None:
        abort(401, "log in first")
    store.expire(f"sessions-of:{email}", IDLE_SECONDS)
    return email


def end_session(sid):
    email = store.getdel(key_of(sid))
    if email is not None:
        store.srem(f"sessions-of:{email}", key_of(sid))


def end_sessions_of(email):
    store.delete(f"sessions-of:{email}", *store.smembers(f"sessions-of:{email}"))


def key_of(sid):
    # Redis holds the hash alone. It may be a fast one: nobody guesses 256 random bits.
    return f"session:{hashlib.sha256(sid.encode()).hexdigest()}"


def read_sid():
    return request.cookies.get("sid", "")


def read_texts(*names):
    body = request.get_json(silent=True)
    values = [body.get(name) for name in names] if isinstance(body, dict) else [None]
    if not all(isinstance(value, str) for value in values):
        abort(400, f"{' and '.join(names)} are needed")
    return [unicodedata.normalize("NFKC", value) for value in values]


def check_password(password):
    if not 10 <= len(password) <= 64:
        abort(400, "a password has 10 to 64 characters")


@app.errorhandler(HTTPException)
def show_refusal(error):
    return jsonify(error=error.description), error.code


store.ping()
app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
