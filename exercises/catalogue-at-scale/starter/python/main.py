import os

from flask import Flask, jsonify, request
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

pool = ConnectionPool(os.environ["DATABASE_URL"], open=True, kwargs={"row_factory": dict_row})
with pool.connection() as connection:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS products (id bigint PRIMARY KEY, name text NOT NULL, category text NOT NULL,"
        " price integer NOT NULL, stock integer NOT NULL, updated_at timestamptz NOT NULL)"
    )

app = Flask(__name__)


@app.get("/v2/products")
def list_products():
    limit = int(request.args.get("limit", 20))
    with pool.connection() as connection:
        rows = connection.execute("SELECT * FROM products ORDER BY id LIMIT %s", (limit,)).fetchall()
    return jsonify(items=rows)


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
