"""Payments and the processes that are at work on them. A process that does not sign on every second is taken for dead."""

import asyncio
import os
import uuid

import asyncpg

SCHEMA = """
SELECT pg_advisory_xact_lock(7);
CREATE TABLE IF NOT EXISTS payments (
  id uuid PRIMARY KEY, client text NOT NULL, order_id text NOT NULL, amount bigint NOT NULL, currency text NOT NULL,
  status text NOT NULL, charge_id text, reason text, created_at timestamptz NOT NULL DEFAULT now(),
  key text NOT NULL, body text NOT NULL, worker uuid, UNIQUE (client, key)
);
CREATE TABLE IF NOT EXISTS workers (id uuid PRIMARY KEY, seen_at timestamptz NOT NULL);
"""
DEAD_AFTER = "interval '5 seconds'"
ME = uuid.uuid4()
pool: asyncpg.Pool


async def open_books() -> None:
    global pool
    pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=2, max_size=10)
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(SCHEMA)
    await sign_on()


async def sign_on() -> None:
    await pool.execute(
        """INSERT INTO workers VALUES ($1, clock_timestamp())
           ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp()""",
        ME,
    )


async def keep_signing_on() -> None:
    while True:
        await asyncio.sleep(1)
        try:
            await sign_on()
        except (asyncpg.PostgresError, OSError) as error:
            print("could not sign on:", error)


async def add(client: str, key: str, body: str, purchase: dict) -> bool:
    """False when the key is taken."""
    added = await pool.execute(
        """INSERT INTO payments (id, client, key, body, order_id, amount, currency, status, worker)
           VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8) ON CONFLICT (client, key) DO NOTHING""",
        *(uuid.uuid4(), client, key, body, purchase["order"], purchase["amount"], purchase["currency"], ME),
    )
    return added == "INSERT 0 1"


async def take(id: uuid.UUID) -> bool:
    """Takes a pending payment that no living process is at work on."""
    taken = await pool.execute(
        f"""UPDATE payments SET worker = $2
            WHERE id = $1 AND status = 'pending' AND NOT EXISTS (
              SELECT FROM workers WHERE id = payments.worker AND seen_at > clock_timestamp() - {DEAD_AFTER}
            )""",
        *(id, ME),
    )
    return taken == "UPDATE 1"


async def settle(id: uuid.UUID, status: str, charge: str | None, reason: str | None) -> None:
    await pool.execute(
        """UPDATE payments SET status = $2, charge_id = $3, reason = $4, worker = NULL
           WHERE id = $1 AND status = 'pending'""",
        *(id, status, charge, reason),
    )


async def find_by_key(client: str, key: str) -> asyncpg.Record:
    return await pool.fetchrow("SELECT * FROM payments WHERE client = $1 AND key = $2", client, key)


async def find_by_id(client: str, id: uuid.UUID) -> asyncpg.Record | None:
    return await pool.fetchrow("SELECT * FROM payments WHERE client = $1 AND id = $2", client, id)
