"""Four threads, each with one attempt in hand, and one that brings what is due into the stream."""

import os
import threading
import time
import uuid

import redis
import requests

import jobs

HANDS = 4
ATTEMPT_S = 2

stopping = threading.Event()
threads: list[threading.Thread] = []


def start() -> None:
    for run in [promote, *[work] * HANDS]:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        threads.append(thread)


def stop() -> None:
    """Returns when every attempt in hand is over."""
    stopping.set()
    for thread in threads:
        thread.join()


def promote() -> None:
    while not stopping.is_set():
        try:
            jobs.promote()
        except redis.RedisError:
            pass
        time.sleep(0.05)


def work() -> None:
    name = str(uuid.uuid4())
    with requests.Session() as session:
        while not stopping.is_set():
            try:
                taken = jobs.take(name)
                if taken is not None:
                    entry_id, job = taken
                    jobs.finish(entry_id, job["id"], *carry_out(session, job))
            except redis.RedisError:
                # What was in hand comes back when its lease is over.
                time.sleep(0.1)


def carry_out(session: requests.Session, job: dict) -> tuple[str, float, str | None]:
    """The job's next state, how long it waits, and what went wrong."""
    try:
        answer = session.post(
            f"{os.environ['UPSTREAM_MAIL_URL']}/messages",
            json={name: job[name] for name in ("to", "subject", "text")},
            headers={"Idempotency-Key": job["id"]},
            timeout=ATTEMPT_S,
            allow_redirects=False,
        )
    except requests.Timeout:
        return later(job, "timeout")
    except requests.RequestException:
        return later(job, "connection")
    status = answer.status_code
    if 200 <= status < 300:
        return "done", 0, None
    if status == 429:
        seconds = answer.headers.get("Retry-After", "0")
        return later(job, "status 429", int(seconds) * 1000 if seconds.isdigit() else 0)
    if 400 <= status < 500:
        return "dead", 0, f"status {status}"
    return later(job, f"status {status}")


def later(job: dict, last_error: str, at_least_ms: int = 0) -> tuple[str, float, str | None]:
    attempts = job["attempts"]
    if attempts >= int(job["maxAttempts"]):
        return "dead", 0, last_error
    return "waiting", max(int(job["backoffMs"]) * 2 ** (attempts - 1), at_least_ms), last_error
