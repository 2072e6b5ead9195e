import os
import threading
import time
import uuid

import requests

TICK_SECONDS = 0.02

_waiting = {}  # those that are still to come: what they say and when they are due
_lock = threading.Lock()


def plan_release(notes, after_ms):
    id = str(uuid.uuid4())
    with _lock:
        _waiting[id] = (notes, time.monotonic() + after_ms / 1000)
    return id


def cancel_release(id):
    """False when there is nothing to cancel: told already, cancelled before, never planned."""
    with _lock:
        return _waiting.pop(id, None) is not None


def _take_due():
    """What is due, the earliest first. It is nobody's but the caller's from then on."""
    now = time.monotonic()
    with _lock:
        due = sorted((due_at, id) for id, (_, due_at) in _waiting.items() if due_at <= now)
        return [_waiting.pop(id)[0] for _, id in due]


def _tell(notes):
    try:
        text = notes.split("\n", 1)[0]
        requests.post(f"{os.environ['UPSTREAM_CHAT_URL']}/messages", json={"text": text}, timeout=10)
    except requests.RequestException as error:
        print(f"a release: {error}", flush=True)


def _run():
    while True:
        time.sleep(TICK_SECONDS)
        for notes in _take_due():
            _tell(notes)


threading.Thread(target=_run, daemon=True).start()
