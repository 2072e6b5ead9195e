import os

from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

pool = AsyncConnectionPool(
    os.environ["DATABASE_URL"], min_size=2, max_size=10, kwargs={"row_factory": dict_row, "autocommit": True}, open=False
)


def is_body(body) -> bool:
    if not isinstance(body, dict):
        return False
    name, price = body.get("name"), body.get("price")
    # True is an int in Python.
    return isinstance(name, str) and 1 <= len(name) <= 100 and type(price) is int and 0 <= price <= 1_000_000_000


async def load(sku: str) -> dict | None:
    async with pool.connection() as connection:
        found = await connection.execute("SELECT sku, name, price FROM products WHERE sku = %s", (sku,))
        return await found.fetchone()


async def store(product: dict) -> None:
    async with pool.connection() as connection:
        await connection.execute(
            "INSERT INTO products (sku, name, price) VALUES (%(sku)s, %(name)s, %(price)s)"
            " ON CONFLICT (sku) DO UPDATE SET name = excluded.name, price = excluded.price",
            product,
        )
