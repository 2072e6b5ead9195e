"""The readings in Redis: a hash for each sensor and hour, and for each sensor the set of its hours. No command depends on what another one read."""

import os
import time
from itertools import groupby

import redis

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
KEPT = 7 * DAY

store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)


def hour_of(at: int) -> int:
    return at - at % HOUR


def end_of(hour: int) -> int:
    return hour + HOUR + KEPT


def row_of(sensor: str, hour: int) -> str:
    """A hash: values by milliseconds of the hour."""
    return f"sensor:{sensor}:{hour}"


def hours_of(sensor: str) -> str:
    """A sorted set: the hours that have a row."""
    return f"sensor:{sensor}:hours"


def save(sensor: str, readings: list[dict]) -> dict:
    now = int(time.time() * 1000)
    kept = readings
    hours = {hour_of(reading["at"]) for reading in kept}
    with store.pipeline(transaction=True) as commands:
        for reading in kept:
            at = reading["at"]
            commands.hsetnx(row_of(sensor, hour_of(at)), at % HOUR, repr(reading["value"]))
        for hour in hours:
            ends = end_of(hour) // 1000
            commands.expireat(row_of(sensor, hour), ends)
            commands.zadd(hours_of(sensor), {str(hour): hour})
            # GT takes a key without an expiry for one that never ends, and leaves it.
            commands.expireat(hours_of(sensor), ends, nx=True)
            commands.expireat(hours_of(sensor), ends, gt=True)
        if kept:
            # What has ended needs no place. So there are never more than 170 hours.
            commands.zremrangebyscore(hours_of(sensor), "-inf", now - KEPT - HOUR)
        stored = sum(commands.execute()[: len(kept)])
    return {"stored": stored, "repeated": len(kept) - stored, "ended": len(readings) - len(kept)}


def read_rows(sensor: str, start: int, end: int):
    """One row after the other, so that whoever has enough need not read on."""
    for hour in range(hour_of(start), end, HOUR):
        row = to_readings(hour, store.hgetall(row_of(sensor, hour)))
        yield from (reading for reading in row if start <= reading["at"] < end)


def read_page(sensor: str, start: int, end: int, limit: int) -> dict:
    found = []
    for reading in read_rows(sensor, start, end):
        if len(found) == limit:
            return {"readings": found, "next": reading["at"]}
        found.append(reading)
    return {"readings": found, "next": None}


def read_minutes(sensor: str, start: int, end: int) -> list[dict]:
    minutes = []
    for minute, readings in groupby(read_rows(sensor, start, end), lambda reading: reading["at"] // MINUTE):
        values = [reading["value"] for reading in readings]
        minutes.append(
            {
                "minute": minute * MINUTE,
                "count": len(values),
                "min": min(values),
                "max": max(values),
                "avg": sum(values) / len(values),
            }
        )
    return minutes


def find_latest(sensor: str) -> dict | None:
    # A row may end between the two commands; then the one before it is asked.
    for hour in store.zrange(hours_of(sensor), 0, -1, desc=True):
        row = to_readings(int(hour), store.hgetall(row_of(sensor, int(hour))))
        if row:
            return row[-1]
    return None


def to_readings(hour: int, row: dict[str, str]) -> list[dict]:
    readings = [{"at": hour + int(offset), "value": float(value)} for offset, value in row.items()]
    return sorted(readings, key=lambda reading: reading["at"])
