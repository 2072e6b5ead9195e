"""The log: the trips, and for each of them what happened, in order. Nothing in it is ever changed."""

import os

from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

SCHEMA = """
CREATE TABLE IF NOT EXISTS trips (order_id text PRIMARY KEY, flight text NOT NULL, hotel text NOT NULL, amount bigint NOT NULL);
CREATE TABLE IF NOT EXISTS events (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id text NOT NULL REFERENCES trips, kind text NOT NULL, step text NOT NULL, id text
);
CREATE INDEX IF NOT EXISTS events_of_a_trip ON events (order_id, number);
"""

pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=2, max_size=10, kwargs={"row_factory": dict_row}, open=True)


def create_tables() -> None:
    with pool.connection() as connection:
        connection.execute(SCHEMA)


def begin(trip: dict) -> bool:
    """False when the order is known: of copies at the same moment the primary key lets one through."""
    sql = """INSERT INTO trips (order_id, flight, hotel, amount) VALUES (%(order)s, %(flight)s, %(hotel)s, %(amount)s)
             ON CONFLICT (order_id) DO NOTHING"""
    with pool.connection() as connection:
        return connection.execute(sql, trip).rowcount == 1


def append(order: str, kind: str, step: str, id: str | None) -> None:
    with pool.connection() as connection:
        connection.execute("INSERT INTO events (order_id, kind, step, id) VALUES (%s, %s, %s, %s)", (order, kind, step, id))


def read(order: str) -> tuple[dict | None, list[dict]]:
    with pool.connection() as connection:
        trip = connection.execute(
            'SELECT order_id AS "order", flight, hotel, amount FROM trips WHERE order_id = %s', (order,)
        ).fetchone()
        events = connection.execute(
            "SELECT kind, step, id FROM events WHERE order_id = %s ORDER BY number", (order,)
        ).fetchall()
    return trip, events


def orders() -> list[str]:
    """All of them: a trip that is over has nothing left to be done."""
    with pool.connection() as connection:
        return [row["order_id"] for row in connection.execute("SELECT order_id FROM trips").fetchall()]
