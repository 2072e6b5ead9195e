import os

import pika
from flask import Flask, jsonify, request
from psycopg_pool import ConnectionPool

pool = ConnectionPool(os.environ["DATABASE_URL"], open=True)
with pool.connection() as database:
    # Two instances start at the same moment.
    database.execute("SELECT pg_advisory_xact_lock(1)")
    database.execute(
        "CREATE TABLE IF NOT EXISTS orders (id uuid PRIMARY KEY, warehouse text, sku text, quantity int, status text)"
    )

connection = pika.BlockingConnection(pika.URLParameters(os.environ["RABBITMQ_URL"]))
channel = connection.channel()
channel.exchange_declare("orders", "topic", durable=True)

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(ready=True)


@app.post("/orders")
def post_order():
    order = request.json
    # Store the order, and see to it that `order.placed.<warehouse>` is published for it. Then answer 201.
    print("to do:", order)
    return jsonify(error="not yet"), 501


@app.get("/orders/<id>")
def get_order(id):
    with pool.connection() as database:
        row = database.execute(
            "SELECT id::text, warehouse, sku, quantity, status FROM orders WHERE id = %s", (id,)
        ).fetchone()
    if row is None:
        return jsonify(error="no such order"), 404
    return jsonify(dict(zip(("id", "warehouse", "sku", "quantity", "status"), row)))


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
