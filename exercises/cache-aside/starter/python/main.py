import os

import redis
from flask import Flask, jsonify, request
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

pool = ConnectionPool(os.environ["DATABASE_URL"], max_size=10, kwargs={"row_factory": dict_row}, open=True)
store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
app = Flask(__name__)


@app.get("/healthz")
def healthz():
    store.ping()
    return jsonify(status="ok")


# Every read asks the database, for now: keep a copy in Redis, under product:<sku>.
@app.get("/products/<sku>")
def read(sku):
    with pool.connection() as connection:
        product = connection.execute("SELECT sku, name, price FROM products WHERE sku = %s", (sku,)).fetchone()
    if product is None:
        return jsonify(error="there is no such product"), 404
    return jsonify(product)


@app.put("/products/<sku>")
def write(sku):
    body = request.get_json()
    with pool.connection() as connection:
        product = connection.execute(
            "INSERT INTO products (sku, name, price) VALUES (%s, %s, %s)"
            " ON CONFLICT (sku) DO UPDATE SET name = excluded.name, price = excluded.price RETURNING sku, name, price",
            (sku, body["name"], body["price"]),
        ).fetchone()
    return jsonify(product)


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
