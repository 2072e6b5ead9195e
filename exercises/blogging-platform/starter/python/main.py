import os

from flask import Flask, jsonify, request
from psycopg_pool import ConnectionPool

pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=2, max_size=10, open=True)
with pool.connection() as connection:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS users (id bigserial PRIMARY KEY, username text NOT NULL, email text NOT NULL,"
        " password_hash text NOT NULL, bio text, image text)"
    )

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/api/users")
def register():
    user = request.get_json()["user"]
    # What has to stand in password_hash, and where do tokens come from?
    with pool.connection() as connection:
        connection.execute(
            "INSERT INTO users (username, email, password_hash) VALUES (%s, %s, '')", (user["username"], user["email"])
        )
    return jsonify(user={"username": user["username"], "email": user["email"], "bio": None, "image": None}), 201


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
