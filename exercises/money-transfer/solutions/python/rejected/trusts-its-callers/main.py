import os
import uuid

from flask import Flask, jsonify, request
from psycopg.errors import UniqueViolation
from psycopg_pool import ConnectionPool

pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=2, max_size=10, open=True)
with pool.connection() as connection:
    connection.execute("""
        CREATE TABLE IF NOT EXISTS accounts (id uuid PRIMARY KEY, owner text, balance bigint);
        CREATE TABLE IF NOT EXISTS transfers (
          id uuid PRIMARY KEY, from_account uuid, to_account uuid, amount bigint, key text UNIQUE
        );
        CREATE TABLE IF NOT EXISTS entries (
          id bigserial PRIMARY KEY, account_id uuid, transfer_id uuid, amount bigint
        );
    """)

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/accounts")
def open_account():
    body = request.json
    id = str(uuid.uuid4())
    with pool.connection() as connection:
        connection.execute("INSERT INTO accounts VALUES (%s, %s, %s)", (id, body["owner"], body["balance"]))
        connection.execute("INSERT INTO entries (account_id, amount) VALUES (%s, %s)", (id, body["balance"]))
    return jsonify(id=id, owner=body["owner"], balance=body["balance"]), 201


@app.get("/accounts/<id>")
def read_account(id):
    with pool.connection() as connection:
        owner, balance = connection.execute("SELECT owner, balance FROM accounts WHERE id = %s", (id,)).fetchone()
    return jsonify(id=id, owner=owner, balance=balance)


@app.post("/transfers")
def transfer():
    body = request.json
    payer, payee, amount = body["from"], body["to"], body["amount"]
    key = request.headers.get("Idempotency-Key")
    id = str(uuid.uuid4())
    try:
        with pool.connection() as connection:
            connection.execute("INSERT INTO transfers VALUES (%s, %s, %s, %s, %s)", (id, payer, payee, amount, key))
            rows = connection.execute(
                "SELECT id::text, balance FROM accounts WHERE id IN (%s, %s) ORDER BY id FOR UPDATE", (payer, payee)
            ).fetchall()
            if dict(rows)[payer] < amount:
                connection.rollback()
                return jsonify(error="not enough money"), 409
            for account, change in ((payer, -amount), (payee, amount)):
                connection.execute("UPDATE accounts SET balance = balance + %s WHERE id = %s", (change, account))
                connection.execute(
                    "INSERT INTO entries (account_id, transfer_id, amount) VALUES (%s, %s, %s)", (account, id, change)
                )
    except UniqueViolation:
        return repeat(key, body)
    return jsonify({"id": id, **body}), 201


def repeat(key, body):
    with pool.connection() as connection:
        id, *earlier = connection.execute(
            "SELECT id::text, from_account::text, to_account::text, amount FROM transfers WHERE key = %s", (key,)
        ).fetchone()
    if earlier != [body["from"], body["to"], body["amount"]]:
        return jsonify(error="this key was used for another transfer"), 422
    return jsonify({"id": id, **body}), 201


@app.get("/accounts/<id>/history")
def history(id):
    with pool.connection() as connection:
        rows = connection.execute(
            """SELECT e.id, e.transfer_id::text, e.amount, o.account_id::text
               FROM entries e LEFT JOIN entries o ON o.transfer_id = e.transfer_id AND o.id <> e.id
               WHERE e.account_id = %s AND e.id < %s ORDER BY e.id DESC LIMIT %s""",
            (id, request.args.get("before", 2**62), request.args.get("limit", 20)),
        ).fetchall()
    return jsonify([dict(zip(("id", "transferId", "amount", "counterparty"), row)) for row in rows])


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
