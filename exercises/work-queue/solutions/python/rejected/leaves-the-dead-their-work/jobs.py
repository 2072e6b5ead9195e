"""Jobs in Redis: job:<id> is a hash; `later` (sorted set), `ready` (stream) and `dead` (sorted set) say whose turn it is."""

import hashlib
import json
import os
import time
import uuid
from datetime import datetime, timezone

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

DAY = 86_400
STREAM, GROUP = "ready", "workers"

# A request must be answered, with or without Redis.
store = redis.Redis.from_url(
    os.environ["REDIS_URL"],
    decode_responses=True,
    socket_timeout=0.45,
    socket_connect_timeout=0.45,
    retry=Retry(NoBackoff(), 0),
)
# A worker can wait.
patient = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True, retry=Retry(NoBackoff(), 0))


def now_ms() -> int:
    return int(time.time() * 1000)


def enqueue(order: dict, key: str | None) -> tuple[str, bool, bool]:
    """The id of the job, whether it is new, and whether its key was used for another order before."""
    job_id = str(uuid.uuid4())
    fingerprint = hashlib.sha256(json.dumps(order, sort_keys=True).encode()).hexdigest()
    while True:
        with store.pipeline() as step:
            try:
                if key is not None:
                    # Whoever writes the key in between makes this transaction fail.
                    step.watch(f"key:{key}")
                    known = step.get(f"key:{key}")
                    if known is not None:
                        other, known_id = known.split(" ")
                        return known_id, False, other != fingerprint
                step.multi()
                if key is not None:
                    step.set(f"key:{key}", f"{fingerprint} {job_id}", ex=DAY)
                due_at = now_ms() + order["delayMs"]
                kept = {name: value for name, value in order.items() if name != "delayMs"}
                step.hset(f"job:{job_id}", mapping={**kept, "state": "waiting", "attempts": 0, "nextTryAt": due_at})
                step.zadd("later", {job_id: due_at})
                step.execute()
                return job_id, True, False
            except redis.WatchError:
                continue


def promote() -> None:
    """What has waited long enough comes into the stream, once: of two instances one has its transaction refused."""
    with patient.pipeline() as step:
        try:
            step.watch("later")
            due = step.zrange("later", "-inf", now_ms(), byscore=True, offset=0, num=100)
            if not due:
                return
            step.multi()
            step.zrem("later", *due)
            for job_id in due:
                step.xadd(STREAM, {"id": job_id})
            step.execute()
        except redis.WatchError:
            pass


def take(worker: str) -> tuple[str, dict] | None:
    """The next entry of the stream and its job, counted as an attempt."""
    try:
        entry, was_lost = next_entry(worker)
    except redis.ResponseError as error:
        if "NOGROUP" not in str(error):
            raise
        make_group()
        return None
    if entry is None:
        return None
    entry_id, job_id = entry[0], entry[1]["id"]
    job = patient.hgetall(f"job:{job_id}")
    if not job:
        patient.xack(STREAM, GROUP, entry_id)
        return None
    if was_lost and job["state"] == "running":
        if int(job["attempts"]) >= int(job["maxAttempts"]):
            finish(entry_id, job_id, "dead", 0, "lost")
            return None
        patient.hset(f"job:{job_id}", "lastError", "lost")
    with patient.pipeline() as step:
        step.hincrby(f"job:{job_id}", "attempts", 1)
        step.hset(f"job:{job_id}", "state", "running")
        attempts = step.execute()[0]
    return entry_id, {**job, "id": job_id, "attempts": attempts}


def next_entry(worker: str):
    fresh = patient.xreadgroup(GROUP, worker, {STREAM: ">"}, count=1, block=200)
    return (fresh[0][1][0], False) if fresh else (None, False)


def make_group() -> None:
    try:
        patient.xgroup_create(STREAM, GROUP, "0", mkstream=True)
    except redis.ResponseError as error:
        if "BUSYGROUP" not in str(error):
            raise


def finish(entry_id: str, job_id: str, state: str, wait_ms: float, last_error: str | None) -> None:
    with patient.pipeline() as step:
        step.xack(STREAM, GROUP, entry_id)
        step.xdel(STREAM, entry_id)
        step.hset(f"job:{job_id}", "state", state)
        if last_error is not None:
            step.hset(f"job:{job_id}", "lastError", last_error)
        if state == "done":
            step.expire(f"job:{job_id}", DAY)
        if state == "dead":
            step.zadd("dead", {job_id: now_ms()})
        if state == "waiting":
            # Rounded up: a millisecond too early is too early.
            due_at = now_ms() + int(wait_ms) + 1
            step.hset(f"job:{job_id}", "nextTryAt", due_at)
            step.zadd("later", {job_id: due_at})
        step.execute()


def revive(job_id: str) -> bool:
    while True:
        with store.pipeline() as step:
            try:
                step.watch("dead")
                if step.zscore("dead", job_id) is None:
                    return False
                step.multi()
                step.zrem("dead", job_id)
                step.hdel(f"job:{job_id}", "lastError")
                step.hset(f"job:{job_id}", mapping={"state": "waiting", "attempts": 0, "nextTryAt": now_ms()})
                step.zadd("later", {job_id: now_ms()})
                step.execute()
                return True
            except redis.WatchError:
                continue


def show(job_id: str) -> dict | None:
    job = store.hgetall(f"job:{job_id}")
    if "to" not in job:
        return None
    next_try = datetime.fromtimestamp(int(job["nextTryAt"]) / 1000, timezone.utc)
    waits = job["state"] == "waiting"
    return {
        "id": job_id,
        "to": job["to"],
        "subject": job["subject"],
        "state": job["state"],
        "attempts": int(job["attempts"]),
        "maxAttempts": int(job["maxAttempts"]),
        "nextTryAt": next_try.isoformat(timespec="milliseconds").replace("+00:00", "Z") if waits else None,
        "lastError": job.get("lastError"),
    }


def show_dead() -> list[dict]:
    found = [show(job_id) for job_id in store.zrange("dead", 0, -1)]
    return [job for job in found if job is not None and job["state"] == "dead"]
