import os
import uuid

from flask import Flask, jsonify, request
from psycopg_pool import ConnectionPool

pool = ConnectionPool(os.environ["DATABASE_URL"], open=True)
with pool.connection() as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS accounts (id uuid PRIMARY KEY, owner text, balance bigint)")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS transfers (id uuid PRIMARY KEY, from_account uuid, to_account uuid, amount bigint)"
    )
    connection.execute(
        "CREATE TABLE IF NOT EXISTS entries (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
        " account_id uuid, transfer_id uuid, amount bigint)"
    )

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/accounts")
def open_account():
    body = request.get_json()
    id = str(uuid.uuid4())
    with pool.connection() as connection:
        connection.execute(
            "INSERT INTO accounts (id, owner, balance) VALUES (%s, %s, %s)", (id, body["owner"], body["balance"])
        )
    return jsonify(id=id, owner=body["owner"], balance=body["balance"]), 201


@app.get("/accounts/<id>")
def read_account(id):
    with pool.connection() as connection:
        row = connection.execute("SELECT owner, balance FROM accounts WHERE id = %s", (id,)).fetchone()
    return jsonify(id=id, owner=row[0], balance=row[1])


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
