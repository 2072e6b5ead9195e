import os
import re
import time
import uuid

import requests
from flask import Flask, jsonify, request
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool
from werkzeug.exceptions import HTTPException

pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=2, max_size=10, kwargs={"row_factory": dict_row}, open=True)
with pool.connection() as connection:
    connection.execute("SELECT pg_advisory_xact_lock(1)")
    connection.execute("""
        CREATE TABLE IF NOT EXISTS payments (
          id uuid PRIMARY KEY, client text, order_id text, amount bigint, currency text, status text, charge_id text,
          reason text, key text, card text, created_at timestamptz DEFAULT now(), busy_until timestamptz,
          UNIQUE (client, key)
        )
    """)

BUSY = "clock_timestamp() + interval '6 seconds'"
app = Flask(__name__)


class Problem(Exception):
    def __init__(self, status, message, **more):
        super().__init__(message)
        self.status, self.more = status, more


def run(sql, *values):
    with pool.connection() as connection:
        cursor = connection.execute(sql, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def find(client, key):
    return run("SELECT * FROM payments WHERE client = %s AND key = %s", client, key)[0]


def read_purchase():
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Problem(400, "a JSON object is expected")
    for name in ("order", "card"):
        if not isinstance(body.get(name), str) or not 1 <= len(body[name]) <= 64:
            raise Problem(400, f"{name}: 1-64 characters")
    if type(body.get("amount")) is not int or not 1 <= body["amount"] <= 10_000_000:
        raise Problem(400, "amount: an integer from 1 to 10 000 000")
    if body.get("currency") not in ("EUR", "GBP", "USD"):
        raise Problem(400, "currency: EUR, GBP or USD")
    return body


def read_key():
    key = request.headers.get("Idempotency-Key", "")
    match = re.fullmatch(r'("?)([A-Za-z0-9._-]{1,64})\1', key)
    if not match:
        raise Problem(400, "Idempotency-Key: 1-64 of A-Z a-z 0-9 - _ .")
    return match[2]


def ask_provider(id, body):
    try:
        answer = requests.post(
            os.environ["UPSTREAM_CARDS_URL"] + "/charges",
            json={"amount": body["amount"], "currency": body["currency"], "card": body["card"], "reference": id},
            headers={"Idempotency-Key": id},
            timeout=1.5,
        )
        if answer.status_code == 201:
            return "paid", answer.json()["id"], None
        if answer.status_code == 402:
            return "declined", None, answer.json()["reason"]
    except (requests.RequestException, ValueError):
        pass
    return None


def charge(id, body):
    for attempt in range(3):
        if attempt > 0:
            time.sleep(0.2)
        outcome = ask_provider(id, body)
        if outcome:
            return outcome
    return None


def pay(client, key, body):
    is_new = run(
        f"""INSERT INTO payments (id, client, key, order_id, card, amount, currency, status, busy_until)
            VALUES (%s, %s, %s, %s, %s, %s, %s, 'pending', {BUSY}) ON CONFLICT (client, key) DO NOTHING""",
        uuid.uuid4(), client, key, body["order"], body["card"], body["amount"], body["currency"],
    )
    row = find(client, key)
    if [row["order_id"], row["card"], row["amount"], row["currency"]] != [
        body["order"], body["card"], body["amount"], body["currency"],
    ]:
        raise Problem(422, "this key belongs to another payment")
    if row["status"] != "pending":
        return row
    if not is_new and not run(
        f"""UPDATE payments SET busy_until = {BUSY} WHERE id = %s AND status = 'pending'
            AND (busy_until IS NULL OR busy_until < clock_timestamp())""",
        row["id"],
    ):
        row = find(client, key)
        if row["status"] == "pending":
            raise Problem(409, "this payment is under way")
        return row
    outcome = charge(str(row["id"]), body)
    if outcome is None:
        run("UPDATE payments SET busy_until = NULL WHERE id = %s", row["id"])
        raise Problem(502, "nobody knows yet what became of this payment", id=str(row["id"]))
    run("UPDATE payments SET status = %s, charge_id = %s, reason = %s, busy_until = NULL WHERE id = %s", *outcome, row["id"])
    return find(client, key)


def show(row):
    return {
        "id": str(row["id"]), "order": row["order_id"], "amount": row["amount"], "currency": row["currency"],
        "status": row["status"], "charge": row["charge_id"], "reason": row["reason"],
        "createdAt": row["created_at"].isoformat(),
    }


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/payments")
def post_payment():
    key = read_key()
    row = pay(request.headers["X-Client"], key, read_purchase())
    return jsonify(show(row)), 201 if row["status"] == "paid" else 402


@app.get("/payments/<id>")
def get_payment(id):
    rows = run("SELECT * FROM payments WHERE id::text = %s AND client = %s", id, request.headers["X-Client"])
    if not rows:
        raise Problem(404, "there is no such payment")
    return jsonify(show(rows[0]))


@app.errorhandler(Problem)
def refuse(error):
    headers = {"Retry-After": "1"} if error.status in (409, 502) else {}
    return jsonify(error=str(error), **error.more), error.status, headers


@app.errorhandler(HTTPException)
def answer(error):
    return jsonify(error=error.description), error.code


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
