import os

from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

SCHEMA = """
CREATE TABLE IF NOT EXISTS products (
  sku text PRIMARY KEY, vendor text NOT NULL, name text NOT NULL, price int NOT NULL, stock int NOT NULL CHECK (stock >= 0)
);
CREATE TABLE IF NOT EXISTS checkouts (
  id text PRIMARY KEY, customer text NOT NULL, key text NOT NULL, card text NOT NULL, status text NOT NULL DEFAULT 'pending',
  authorization_id text, UNIQUE (customer, key)
);
CREATE TABLE IF NOT EXISTS orders (
  id text PRIMARY KEY, checkout text NOT NULL REFERENCES checkouts, vendor text NOT NULL,
  goods int NOT NULL, shipping int NOT NULL, commission int NOT NULL, status text NOT NULL DEFAULT 'pending', capture text
);
CREATE TABLE IF NOT EXISTS items (
  order_id text NOT NULL REFERENCES orders, sku text NOT NULL, quantity int NOT NULL, price int NOT NULL, PRIMARY KEY (order_id, sku)
);
CREATE TABLE IF NOT EXISTS refunds (id text PRIMARY KEY, order_id text NOT NULL REFERENCES orders, amount int NOT NULL);
"""

pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=2, max_size=10, kwargs={"row_factory": dict_row}, open=True)


def create_tables() -> None:
    with pool.connection() as connection:
        # Both instances start at the same moment.
        connection.execute("SELECT pg_advisory_xact_lock(1)")
        connection.execute(SCHEMA)


def all_rows(sql: str, *values) -> list[dict]:
    with pool.connection() as connection:
        return connection.execute(sql, values).fetchall()


def first_row(sql: str, *values) -> dict | None:
    rows = all_rows(sql, *values)
    return rows[0] if rows else None


def change(sql: str, *values) -> int:
    with pool.connection() as connection:
        return connection.execute(sql, values).rowcount
