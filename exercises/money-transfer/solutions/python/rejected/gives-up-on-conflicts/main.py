import os
import uuid

import psycopg
from flask import Flask, jsonify, request
from psycopg_pool import ConnectionPool

MOST = 10**12


def configure(connection):
    connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE


pool = ConnectionPool(os.environ["DATABASE_URL"], configure=configure, min_size=2, max_size=10, open=True)
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


class Problem(Exception):
    pass


@app.errorhandler(Problem)
def refuse(problem):
    status, message = problem.args
    return jsonify(error=message), status


def is_integer(value, least, most):
    return type(value) is int and least <= value <= most


def read_object():
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def find_account(connection, id):
    try:
        row = connection.execute("SELECT owner, balance FROM accounts WHERE id = %s", (uuid.UUID(id),)).fetchone()
    except ValueError:
        row = None
    if row is None:
        raise Problem(404, "no such account")
    return {"id": id, "owner": row[0], "balance": row[1]}


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/accounts")
def open_account():
    body = read_object()
    owner, balance = body.get("owner"), body.get("balance")
    if not isinstance(owner, str) or not 1 <= len(owner) <= 100 or not is_integer(balance, 0, MOST):
        raise Problem(400, "owner or balance is missing or out of range")
    id = str(uuid.uuid4())
    with pool.connection() as connection:
        connection.execute("INSERT INTO accounts VALUES (%s, %s, %s)", (id, owner, balance))
        connection.execute("INSERT INTO entries (account_id, amount) VALUES (%s, %s)", (id, balance))
    return jsonify(id=id, owner=owner, balance=balance), 201


@app.get("/accounts/<id>")
def read_account(id):
    with pool.connection() as connection:
        return jsonify(find_account(connection, id))


@app.post("/transfers")
def transfer():
    body = read_object()
    payer, payee, amount = body.get("from"), body.get("to"), body.get("amount")
    if not isinstance(payer, str) or not isinstance(payee, str) or payer == payee or not is_integer(amount, 1, MOST):
        raise Problem(400, "from, to or amount is missing or out of range")
    key = request.headers.get("Idempotency-Key")
    with pool.connection() as connection:
        earlier = find_by_key(connection, key)
        if earlier and earlier[1:] != (payer, payee, amount):
            raise Problem(422, "this key was used for another transfer")
        id = earlier[0] if earlier else book(connection, payer, payee, amount, key)
    return jsonify({"id": id, "from": payer, "to": payee, "amount": amount}), 201


def find_by_key(connection, key):
    return connection.execute(
        "SELECT id::text, from_account::text, to_account::text, amount FROM transfers WHERE key = %s", (key,)
    ).fetchone()


def book(connection, payer, payee, amount, key):
    find_account(connection, payee)
    if find_account(connection, payer)["balance"] < amount:
        raise Problem(409, "not enough money")
    id = str(uuid.uuid4())
    connection.execute("INSERT INTO transfers VALUES (%s, %s, %s, %s, %s)", (id, payer, payee, amount, key))
    for account, change in sorted([(payer, -amount), (payee, amount)]):
        connection.execute("UPDATE accounts SET balance = balance + %s WHERE id = %s", (change, account))
        connection.execute(
            "INSERT INTO entries (account_id, transfer_id, amount) VALUES (%s, %s, %s)", (account, id, change)
        )
    return id


@app.get("/accounts/<id>/history")
def history(id):
    limit, before = request.args.get("limit", "20"), request.args.get("before", str(2**62))
    if not limit.isdigit() or not 1 <= int(limit) <= 100 or not before.isdigit():
        raise Problem(400, "limit or before is out of range")
    with pool.connection() as connection:
        find_account(connection, id)
        rows = connection.execute(
            """SELECT e.id, e.transfer_id::text, e.amount, o.account_id::text
               FROM entries e LEFT JOIN entries o ON o.transfer_id = e.transfer_id AND o.id <> e.id
               WHERE e.account_id = %s AND e.id < %s ORDER BY e.id DESC LIMIT %s""",
            (id, int(before), int(limit)),
        ).fetchall()
    return jsonify([dict(zip(("id", "transferId", "amount", "counterparty"), row)) for row in rows])


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
