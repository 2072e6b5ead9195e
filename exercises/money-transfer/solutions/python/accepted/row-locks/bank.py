"""The books: every function is one transaction."""

import os
import uuid

from psycopg.errors import UniqueViolation
from psycopg_pool import ConnectionPool

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
  id uuid PRIMARY KEY, owner text NOT NULL, balance bigint NOT NULL CHECK (balance >= 0)
);
CREATE TABLE IF NOT EXISTS transfers (
  id uuid PRIMARY KEY, from_account uuid NOT NULL REFERENCES accounts, to_account uuid NOT NULL REFERENCES accounts,
  amount bigint NOT NULL CHECK (amount > 0), idempotency_key text UNIQUE
);
CREATE TABLE IF NOT EXISTS entries (
  id bigserial PRIMARY KEY, account_id uuid NOT NULL REFERENCES accounts,
  transfer_id uuid REFERENCES transfers, amount bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS entries_of_account ON entries (account_id, id);
"""

pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=2, max_size=10, open=True)


class Refused(Exception):
    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


def create_tables() -> None:
    with pool.connection() as connection:
        connection.execute(SCHEMA)


def parse_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Refused(404, "there is no such account") from None


def open_account(owner: str, balance: int) -> dict:
    id = uuid.uuid4()
    with pool.connection() as connection:
        connection.execute("INSERT INTO accounts VALUES (%s, %s, %s)", (id, owner, balance))
        connection.execute("INSERT INTO entries (account_id, amount) VALUES (%s, %s)", (id, balance))
    return {"id": str(id), "owner": owner, "balance": balance}


def read_account(text: str) -> dict:
    id = parse_id(text)
    with pool.connection() as connection:
        row = connection.execute("SELECT owner, balance FROM accounts WHERE id = %s", (id,)).fetchone()
    if row is None:
        raise Refused(404, "there is no such account")
    return {"id": str(id), "owner": row[0], "balance": row[1]}


def read_history(text: str, limit: int, before: int) -> list[dict]:
    account = read_account(text)
    with pool.connection() as connection:
        rows = connection.execute(
            """SELECT e.id, e.transfer_id::text, e.amount,
                      CASE e.account_id WHEN t.from_account THEN t.to_account ELSE t.from_account END::text
               FROM entries e LEFT JOIN transfers t ON t.id = e.transfer_id
               WHERE e.account_id = %s AND e.id < %s ORDER BY e.id DESC LIMIT %s""",
            (account["id"], before, limit),
        ).fetchall()
    return [dict(zip(("id", "transferId", "amount", "counterparty"), row)) for row in rows]


def transfer(order: dict, key: str | None) -> dict:
    payer, payee, amount = parse_id(order["from"]), parse_id(order["to"]), order["amount"]
    id = uuid.uuid4()
    try:
        with pool.connection() as connection:
            # Everybody locks in the order of ids, so that nobody waits in a circle.
            locked = connection.execute(
                "SELECT id, balance FROM accounts WHERE id = ANY(%s) ORDER BY id FOR UPDATE", ([payer, payee],)
            ).fetchall()
            if len(locked) < 2:
                raise Refused(404, "one of the accounts does not exist")
            earlier = find_by_key(connection, key)
            if earlier:
                return repeat(earlier, order)
            if dict(locked)[payer] < amount:
                raise Refused(409, "there is not enough money in the account")
            connection.execute("INSERT INTO transfers VALUES (%s, %s, %s, %s, %s)", (id, payer, payee, amount, key))
            for account, change in ((payer, -amount), (payee, amount)):
                connection.execute("UPDATE accounts SET balance = balance + %s WHERE id = %s", (change, account))
                connection.execute(
                    "INSERT INTO entries (account_id, transfer_id, amount) VALUES (%s, %s, %s)", (account, id, change)
                )
    except UniqueViolation:
        # Another order took this key at the same moment, between other accounts.
        raise Refused(422, "this Idempotency-Key was used for another transfer") from None
    return {"id": str(id), **order}


def find_by_key(connection, key: str | None) -> dict | None:
    row = connection.execute(
        "SELECT id::text, from_account::text, to_account::text, amount FROM transfers WHERE idempotency_key = %s", (key,)
    ).fetchone()
    return row and dict(zip(("id", "from", "to", "amount"), row))


def repeat(earlier: dict, order: dict) -> dict:
    if {**earlier, **order} != earlier:
        raise Refused(422, "this Idempotency-Key was used for another transfer")
    return earlier
