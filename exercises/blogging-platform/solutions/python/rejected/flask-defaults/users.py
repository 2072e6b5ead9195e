import re
import time
from functools import wraps

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from flask import Blueprint, g, jsonify, request

import database
from reading import loose_text_or, member, storable, text, text_or
from refusal import Refusal

LIFE_SECONDS = 30 * 24 * 3600
ALGORITHM = "HS256"

SECRET = database.token_secret()
hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# For an address that nobody has: comparing with it takes as long as with a real one.
NOBODY = hasher.hash("nobody has this password")
routes = Blueprint("users", __name__)


def issue(user: dict) -> str:
    return jwt.encode({"sub": str(user["id"]), "exp": int(time.time()) + LIFE_SECONDS}, SECRET, ALGORITHM)


@routes.before_app_request
def find_viewer():
    g.viewer = None
    found = re.fullmatch(r"Token (\S+)", request.headers.get("Authorization", ""))
    if found:
        try:
            claims = jwt.decode(found[1], SECRET, algorithms=[ALGORITHM])
            g.viewer = database.one("SELECT * FROM users WHERE id = %s", (claims["sub"],))
        except jwt.InvalidTokenError:
            pass


def needs_token(view):
    @wraps(view)
    def checked(*args, **kwargs):
        if g.viewer is None:
            raise Refusal(401, "token", "is missing or invalid")
        return view(*args, **kwargs)

    return checked


def viewer_id() -> int | None:
    return g.viewer and g.viewer["id"]


def show(user: dict):
    shown = {name: user[name] for name in ("username", "email", "bio", "image")}
    return jsonify(user={**shown, "token": issue(user)})


def is_password(password: str, stored: str | None) -> bool:
    try:
        return hasher.verify(stored or NOBODY, password) and stored is not None
    except VerificationError:
        return False


@routes.post("/users")
def register():
    given = member("user")
    values = text(given, "username"), text(given, "email"), hasher.hash(text(given, "password"))
    user = database.one("INSERT INTO users (username, email, password_hash) VALUES (%s, %s, %s) RETURNING *", values)
    return show(user), 201


@routes.post("/users/login")
def login():
    given = member("user")
    email, password = text(given, "email"), text(given, "password")
    user = database.one("SELECT * FROM users WHERE email = %s", (email,))
    if not is_password(password, user and user["password_hash"]):
        raise Refusal(401, "email or password", "is invalid")
    return show(user)


@routes.get("/user")
@needs_token
def read_current():
    return show(g.viewer)


@routes.put("/user")
@needs_token
def update_current():
    given, before = member("user"), g.viewer
    values = (
        text_or(given, "username", before["username"]),
        text_or(given, "email", before["email"]),
        hasher.hash(text(given, "password")) if "password" in given else before["password_hash"],
        loose_text_or(given, "bio", before["bio"]),
        loose_text_or(given, "image", before["image"]),
        before["id"],
    )
    sql = "UPDATE users SET username = %s, email = %s, password_hash = %s, bio = %s, image = %s WHERE id = %s RETURNING *"
    return show(database.one(sql, values))


@routes.get("/profiles/<username>")
def read_profile(username):
    profile = database.one(
        """SELECT username, bio, image,
                  EXISTS (SELECT FROM follows WHERE follower_id = %s AND followee_id = users.id) AS following
           FROM users WHERE username = %s""",
        (viewer_id(), storable(username, "username")),
    )
    if profile is None:
        raise Refusal(404, "profile", "is unknown")
    return jsonify(profile=profile)


@routes.post("/profiles/<username>/follow")
@needs_token
def follow(username):
    sql = "INSERT INTO follows SELECT %s, id FROM users WHERE username = %s ON CONFLICT DO NOTHING"
    database.all(sql, (viewer_id(), storable(username, "username")))
    return read_profile(username)


@routes.delete("/profiles/<username>/follow")
@needs_token
def unfollow(username):
    sql = "DELETE FROM follows USING users WHERE follower_id = %s AND followee_id = users.id AND username = %s"
    database.all(sql, (viewer_id(), storable(username, "username")))
    return read_profile(username)
