import os
import uuid

from flask import Flask, jsonify, request
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

pool = ConnectionPool(os.environ["DATABASE_URL"], open=True)
with pool.connection() as connection:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS documents (id uuid PRIMARY KEY, version bigint, body jsonb, expires_at timestamptz)"
    )

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/documents")
def create():
    id = str(uuid.uuid4())
    with pool.connection() as connection:
        connection.execute(
            "INSERT INTO documents (id, version, body) VALUES (%s, 1, %s)", (id, Jsonb(request.get_json()))
        )
    return jsonify(id=id), 201


@app.get("/documents/<id>")
def read(id):
    with pool.connection() as connection:
        row = connection.execute("SELECT body FROM documents WHERE id = %s", (id,)).fetchone()
    return jsonify(row[0])


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
