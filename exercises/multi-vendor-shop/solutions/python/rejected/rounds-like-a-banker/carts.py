"""Carts in Redis. A checkout takes a cart by renaming it: of many only one can."""

import os

import redis

WEEK_SECONDS = 7 * 24 * 3600

store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)


def key_of(customer: str) -> str:
    return f"cart:{customer}"


def read(customer: str) -> dict[str, int]:
    return parse(store.hgetall(key_of(customer)))


def put(customer: str, sku: str, quantity: int) -> None:
    with store.pipeline() as change:
        if quantity == 0:
            change.hdel(key_of(customer), sku)
        else:
            change.hset(key_of(customer), sku, quantity)
        change.expire(key_of(customer), WEEK_SECONDS)
        change.execute()


def take(customer: str, checkout: str) -> dict[str, int]:
    try:
        store.rename(key_of(customer), f"taken:{checkout}")
    except redis.ResponseError:  # There is nothing to rename.
        return {}
    return parse(store.hgetall(f"taken:{checkout}"))


def forget(checkout: str) -> None:
    store.delete(f"taken:{checkout}")


def give_back(customer: str, cart: dict[str, int]) -> None:
    """What the customer has put in meanwhile stays as it is."""
    with store.pipeline() as change:
        for sku, quantity in cart.items():
            change.hsetnx(key_of(customer), sku, quantity)
        change.expire(key_of(customer), WEEK_SECONDS)
        change.execute()


def parse(fields: dict[str, str]) -> dict[str, int]:
    """By sku."""
    return {sku: int(fields[sku]) for sku in sorted(fields)}
