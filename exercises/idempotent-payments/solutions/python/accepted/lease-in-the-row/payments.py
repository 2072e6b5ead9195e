"""The table of payments. A payment belongs to a request while it is leased; the lease of a dead process runs out."""

import os
import uuid

from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

# A lease is longer than three attempts take, and shorter than the eight seconds after which a payment must be free.
LEASE = "clock_timestamp() + interval '6 seconds'"

SCHEMA = """
CREATE TABLE IF NOT EXISTS payments (
  id uuid PRIMARY KEY, client text NOT NULL, order_id text NOT NULL, amount bigint NOT NULL, currency text NOT NULL,
  status text NOT NULL DEFAULT 'pending', charge_id text, reason text,
  key text NOT NULL, card text NOT NULL, created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  leased_until timestamptz, UNIQUE (client, key)
)
"""

pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=2, max_size=10, kwargs={"row_factory": dict_row}, open=True)


def create_table() -> None:
    with pool.connection() as connection:
        # Both instances start at the same moment.
        connection.execute("SELECT pg_advisory_xact_lock(1)")
        connection.execute(SCHEMA)


def insert_leased(client: str, key: str, purchase: dict) -> bool:
    """False when the key is taken: of copies at the same moment the unique index lets one through."""
    sql = f"""INSERT INTO payments (id, client, key, order_id, card, amount, currency, leased_until)
              VALUES (%s, %s, %s, %s, %s, %s, %s, {LEASE}) ON CONFLICT (client, key) DO NOTHING"""
    return changes_one(sql, uuid.uuid4(), client, key, *(purchase[name] for name in ("order", "card", "amount", "currency")))


def lease(id: uuid.UUID) -> bool:
    """Takes a pending payment that nobody is at work on."""
    sql = f"""UPDATE payments SET leased_until = {LEASE}
              WHERE id = %s AND status = 'pending' AND (leased_until IS NULL OR leased_until < clock_timestamp())"""
    return changes_one(sql, id)


def settle(id: uuid.UUID, outcome: dict | None) -> None:
    """Ends the lease, with what became of the payment when that is known."""
    outcome = outcome or {"status": "pending", "charge_id": None, "reason": None}
    sql = """UPDATE payments SET status = %s, charge_id = %s, reason = %s, leased_until = NULL
             WHERE id = %s AND status = 'pending'"""
    changes_one(sql, outcome["status"], outcome["charge_id"], outcome["reason"], id)


def find_by_key(client: str, key: str) -> dict | None:
    return find("SELECT * FROM payments WHERE client = %s AND key = %s", client, key)


def find_by_id(client: str, id: str) -> dict | None:
    return find("SELECT * FROM payments WHERE client = %s AND id::text = %s", client, id.lower())


def find(sql: str, *values) -> dict | None:
    with pool.connection() as connection:
        return connection.execute(sql, values).fetchone()


def changes_one(sql: str, *values) -> bool:
    with pool.connection() as connection:
        return connection.execute(sql, values).rowcount == 1
