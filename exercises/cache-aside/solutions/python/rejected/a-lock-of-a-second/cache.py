"""Copies of products in Redis. Each belongs to a generation of its product, and a write begins a new one."""

import asyncio
import json
import random
import uuid

import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

# Gone in time when its holder dies.
LOCK_MS = 1000
POLL_SECONDS = 0.04
NOTE_MS = 15_000
# Longer than any copy lives: when it ends, there is nothing left that it could make valid again.
GENERATION_MS = 300_000

UNLOCK = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"


class Cache:
    def __init__(self, url: str, load):
        self._load = load
        self._flights = {}
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
        try:
            return await self._read_shared(sku)
        except RedisError:
            return await self._load_for_all(sku)

    async def forget(self, sku: str) -> None:
        """After a write was committed: neither what is kept nor what is being loaded counts any more."""
        self._flights.pop(sku, None)
        try:
            await self._store.set(f"generation:{sku}", uuid.uuid4().hex, px=GENERATION_MS)
        except RedisError as error:
            print(error, flush=True)

    async def _read_shared(self, sku: str) -> dict | None:
        token = uuid.uuid4().hex
        while True:
            generation, copy = await self._look(sku)
            if copy:
                return copy["product"]
            # Who loads for an old generation is in nobody's way.
            lock = f"lock:{sku}:{generation}"
            if await self._store.set(lock, token, nx=True, px=LOCK_MS):
                try:
                    return await self._load_and_keep(sku, generation)
                finally:
                    await self._unlock(lock, token)
            await asyncio.sleep(POLL_SECONDS)

    async def _look(self, sku: str) -> tuple[str, dict | None]:
        generation, text = await self._store.mget(f"generation:{sku}", f"product:{sku}")
        return generation or "first", parse_copy(sku, generation or "first", text)

    async def _load_and_keep(self, sku: str, generation: str) -> dict | None:
        # Somebody may have kept a copy between our look and our lock.
        seen, copy = await self._look(sku)
        if copy and seen == generation:
            return copy["product"]
        product = await self._load(sku)
        lives_ms = random.randint(50_000, 70_000) if product else NOTE_MS
        try:
            copy = json.dumps({"generation": generation, "product": product})
            await self._store.set(f"product:{sku}", copy, px=lives_ms)
        except RedisError as error:
            print(error, flush=True)
        return product

    async def _unlock(self, lock: str, token: str) -> None:
        try:
            await self._store.eval(UNLOCK, 1, lock, token)
        except RedisError as error:
            print(error, flush=True)

    async def _load_for_all(self, sku: str) -> dict | None:
        """One load for all who ask this instance: all that can be done without Redis."""
        flight = self._flights.get(sku)
        if flight is None:
            flight = self._flights[sku] = asyncio.ensure_future(self._load(sku))
            flight.add_done_callback(lambda done: self._land(sku, done))
        # A client that goes away must not take the others' load with it.
        return await asyncio.shield(flight)

    def _land(self, sku: str, done) -> None:
        if self._flights.get(sku) is done:
            del self._flights[sku]


def parse_copy(sku: str, generation: str, text: str | None) -> dict | None:
    """None for what is no copy of this generation."""
    try:
        copy = json.loads(text or "")
    except ValueError:
        return None
    if not isinstance(copy, dict) or copy.get("generation") != generation or "product" not in copy:
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
