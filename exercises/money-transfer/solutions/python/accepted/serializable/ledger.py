"""Takes no locks of its own: PostgreSQL refuses what could not have happened one after the other, and it is tried again."""

import asyncio
import random
import uuid

import asyncpg
from starlette.exceptions import HTTPException

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (id uuid PRIMARY KEY, owner text NOT NULL, balance bigint NOT NULL);
CREATE TABLE IF NOT EXISTS transfers (
  id uuid PRIMARY KEY, from_account uuid NOT NULL, to_account uuid NOT NULL, amount bigint NOT NULL, key text UNIQUE
);
CREATE TABLE IF NOT EXISTS entries (
  id bigserial PRIMARY KEY, account_id uuid NOT NULL, transfer_id uuid, amount bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS entries_of_account ON entries (account_id, id);
CREATE INDEX IF NOT EXISTS entries_of_transfer ON entries (transfer_id);
"""

COLLISIONS = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.UniqueViolationError)


class Ledger:
    def __init__(self, url: str):
        self.url = url

    async def open(self):
        self.pool = await asyncpg.create_pool(self.url, min_size=2, max_size=6)
        await self.pool.execute(SCHEMA)

    async def close(self):
        await self.pool.close()

    async def open_account(self, owner: str, balance: int) -> uuid.UUID:
        id = uuid.uuid4()
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute("INSERT INTO accounts VALUES ($1, $2, $3)", id, owner, balance)
            await connection.execute("INSERT INTO entries (account_id, amount) VALUES ($1, $2)", id, balance)
        return id

    async def find_account(self, id: uuid.UUID):
        return await self.pool.fetchrow("SELECT id, owner, balance FROM accounts WHERE id = $1", id)

    async def list_entries(self, id: uuid.UUID, limit: int, before: int):
        return await self.pool.fetch(
            """SELECT own.id, own.transfer_id AS "transferId", own.amount, other.account_id AS counterparty
               FROM entries own
               LEFT JOIN entries other ON other.transfer_id = own.transfer_id AND other.id <> own.id
               WHERE own.account_id = $1 AND own.id < $2 ORDER BY own.id DESC LIMIT $3""",
            id,
            before,
            limit,
        )

    async def transfer(self, payer: uuid.UUID, payee: uuid.UUID, amount: int, key: str | None) -> uuid.UUID:
        pause = 0.002
        while True:
            try:
                async with self.pool.acquire() as connection, connection.transaction(isolation="serializable"):
                    return await self.attempt(connection, payer, payee, amount, key)
            except COLLISIONS:
                await asyncio.sleep(random.uniform(0, pause))
                pause = min(pause * 2, 0.05)

    async def attempt(self, connection, payer, payee, amount, key) -> uuid.UUID:
        if key is not None:
            earlier = await connection.fetchrow("SELECT * FROM transfers WHERE key = $1", key)
            if earlier:
                if (earlier["from_account"], earlier["to_account"], earlier["amount"]) != (payer, payee, amount):
                    raise HTTPException(422, "this Idempotency-Key was used for another transfer")
                return earlier["id"]
        balances = {
            row["id"]: row["balance"]
            for row in await connection.fetch("SELECT id, balance FROM accounts WHERE id = ANY($1)", [payer, payee])
        }
        if len(balances) < 2:
            raise HTTPException(404, "one of the accounts does not exist")
        if balances[payer] < amount:
            raise HTTPException(409, "there is not enough money in the account")

        id = uuid.uuid4()
        balances[payer] -= amount
        balances[payee] += amount
        await connection.execute("INSERT INTO transfers VALUES ($1, $2, $3, $4, $5)", id, payer, payee, amount, key)
        # Always in the order of ids, or two attempts would wait for each other until PostgreSQL ends one of them.
        for account in sorted(balances):
            await connection.execute("UPDATE accounts SET balance = $2 WHERE id = $1", account, balances[account])
        await connection.executemany(
            "INSERT INTO entries (account_id, transfer_id, amount) VALUES ($1, $2, $3)",
            [(payer, id, -amount), (payee, id, amount)],
        )
        return id
