import hashlib
import os

import redis
from flask import Flask, jsonify, request

store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
app = Flask(__name__)


@app.post("/users")
def register():
    body = request.get_json()
    # What the old service did: 91 000 of 140 000 passwords were known again within an afternoon.
    password_hash = hashlib.sha256(body["password"].encode()).hexdigest()
    store.hset(f"user:{body['email']}", "passwordHash", password_hash)
    return jsonify(status="ok"), 201


@app.post("/login")
def login():
    if not store.exists(f"user:{request.get_json()['email']}"):
        return jsonify(error="no such user"), 404
    return jsonify(error="wrong password"), 401


@app.get("/me")
def me():
    return jsonify(error="log in first"), 401


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
