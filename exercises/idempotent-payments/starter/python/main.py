import os
import uuid

import requests
from flask import Flask, jsonify, request
from psycopg_pool import ConnectionPool

pool = ConnectionPool(os.environ["DATABASE_URL"], open=True)
with pool.connection() as connection:
    # Both instances start at the same moment: the lock lets one of them make the table, and the other one wait.
    connection.execute("SELECT pg_advisory_xact_lock(1)")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS payments (id uuid PRIMARY KEY, client text, order_id text, amount bigint,"
        " currency text, status text, charge_id text)"
    )

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/payments")
def pay():
    body = request.json
    id = str(uuid.uuid4())
    answer = requests.post(
        os.environ["UPSTREAM_CARDS_URL"] + "/charges",
        json={"amount": body["amount"], "currency": body["currency"], "card": body["card"], "reference": id},
    )
    charge = answer.json()["id"]
    with pool.connection() as connection:
        connection.execute(
            "INSERT INTO payments VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (id, request.headers["X-Client"], body["order"], body["amount"], body["currency"], "paid", charge),
        )
    return (
        jsonify(
            id=id, order=body["order"], amount=body["amount"], currency=body["currency"], status="paid", charge=charge, reason=None
        ),
        201,
    )


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
