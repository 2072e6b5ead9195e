import json
import os
import uuid

from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

pool = ConnectionPool(
    os.environ["DATABASE_URL"], open=True, min_size=2, max_size=8, kwargs={"row_factory": dict_row}
)

COLUMNS = "id::text, warehouse, sku, quantity, status"


def create_tables():
    with pool.connection() as database:
        # Two instances start at the same moment.
        database.execute("SELECT pg_advisory_xact_lock(1)")
        database.execute(
            """CREATE TABLE IF NOT EXISTS orders (
                 id uuid PRIMARY KEY, warehouse text NOT NULL, sku text NOT NULL, quantity int NOT NULL, status text NOT NULL
               )"""
        )
        database.execute(
            """CREATE TABLE IF NOT EXISTS outbox (
                 seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                 id uuid NOT NULL, order_id uuid NOT NULL, routing_key text NOT NULL, body text NOT NULL
               )"""
        )


def write_down(database, type, order):
    """The event as it is to be published, beside the change that it tells of."""
    event = str(uuid.uuid4())
    database.execute(
        "INSERT INTO outbox (id, order_id, routing_key, body) VALUES (%s, %s, %s, %s)",
        (event, order["id"], f"{type}.{order['warehouse']}", json.dumps({"event": event, "type": type, "order": order})),
    )


def place(order):
    """None when there is an order of this id."""
    with pool.connection() as database:
        placed = database.execute(
            f"""INSERT INTO orders (id, warehouse, sku, quantity, status) VALUES (%s, %s, %s, %s, 'placed')
                ON CONFLICT DO NOTHING RETURNING {COLUMNS}""",
            (order["id"], order["warehouse"], order["sku"], order["quantity"]),
        ).fetchone()
        if placed is not None:
            write_down(database, "order.placed", placed)
        return placed


def cancel(id):
    """None when there is nothing to be cancelled: no such order, or cancelled already."""
    with pool.connection() as database:
        cancelled = database.execute(
            f"UPDATE orders SET status = 'cancelled' WHERE id = %s AND status = 'placed' RETURNING {COLUMNS}", (id,)
        ).fetchone()
        if cancelled is not None:
            write_down(database, "order.cancelled", cancelled)
        return cancelled


def find(id):
    with pool.connection() as database:
        return database.execute(f"SELECT {COLUMNS} FROM orders WHERE id = %s", (id,)).fetchone()
