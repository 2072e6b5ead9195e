"""Copies of products in Redis."""

import asyncio
import json
import random

import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

NOTE_MS = 15_000


class Cache:
    def __init__(self, url: str, load):
        self._load = load
        self._store = redis.Redis.from_url(
            url, decode_responses=True, socket_timeout=0.8, socket_connect_timeout=0.8, retry=Retry(NoBackoff(), 0)
        )

    async def connect(self) -> None:
        while True:
            try:
                await self._store.ping()
                return
            except RedisError:
                await asyncio.sleep(0.1)

    async def read(self, sku: str) -> dict | None:
        copy = await self._look(sku)
        if copy:
            return copy["product"]
        product = await self._load(sku)
        await self._keep(sku, product)
        return product

    async def forget(self, sku: str) -> None:
        """After a write was committed."""
        try:
            await self._store.delete(f"product:{sku}")
        except RedisError as error:
            print(error, flush=True)

    async def _look(self, sku: str) -> dict | None:
        try:
            return parse_copy(sku, await self._store.get(f"product:{sku}"))
        except RedisError as error:
            print(error, flush=True)
            return None

    async def _keep(self, sku: str, product: dict | None) -> None:
        lives_ms = random.randint(50_000, 70_000) if product else NOTE_MS
        try:
            await self._store.set(f"product:{sku}", json.dumps({"product": product}), px=lives_ms)
        except RedisError as error:
            print(error, flush=True)


def parse_copy(sku: str, text: str | None) -> dict | None:
    """None for what is no copy."""
    try:
        copy = json.loads(text or "")
    except ValueError:
        return None
    if not isinstance(copy, dict) or "product" not in copy:
        return None
    product = copy["product"]
    if product is None:
        return copy
    is_product = (
        isinstance(product, dict)
        and product.get("sku") == sku
        and isinstance(product.get("name"), str)
        and type(product.get("price")) is int
    )
    return copy if is_product else None
