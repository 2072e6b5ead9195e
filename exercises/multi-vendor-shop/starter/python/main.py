import os

import redis
from flask import Flask, jsonify, request
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

pool = ConnectionPool(os.environ["DATABASE_URL"], kwargs={"row_factory": dict_row}, open=True)
with pool.connection() as connection:
    # Both instances start at the same moment: the lock lets one of them make the table, and the other one wait.
    connection.execute("SELECT pg_advisory_xact_lock(1)")
    connection.execute("CREATE TABLE IF NOT EXISTS products (sku text PRIMARY KEY, vendor text, name text, price int, stock int)")
store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.put("/products/<sku>")
def offer(sku):
    body = request.json
    with pool.connection() as connection:
        product = connection.execute(
            """INSERT INTO products (sku, vendor, name, price, stock) VALUES (%s, %s, %s, %s, %s)
               ON CONFLICT (sku) DO UPDATE SET name = excluded.name, price = excluded.price, stock = excluded.stock
               RETURNING sku, vendor, name, price, stock""",
            (sku, request.headers["X-Vendor"], body["name"], body["price"], body["stock"]),
        ).fetchone()
    return jsonify(product)


# GET /products/<sku> is missing. With it the first public test passes.


@app.put("/cart/<sku>")
def put_into_cart(sku):
    key = f"cart:{request.headers['X-Customer']}"
    store.hset(key, sku, request.json["quantity"])
    return jsonify(items=[{"sku": sku, "quantity": int(quantity)} for sku, quantity in store.hgetall(key).items()])


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
