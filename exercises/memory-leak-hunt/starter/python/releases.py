import os
import threading
import time
import uuid

import requests

TICK_SECONDS = 0.02

_releases = {}
_lock = threading.Lock()


def plan_release(notes, after_ms):
    id = str(uuid.uuid4())
    with _lock:
        _releases[id] = {"notes": notes, "due_at": time.monotonic() + after_ms / 1000, "state": "waiting"}
    return id


def cancel_release(id):
    """False when there is nothing to cancel: told already, cancelled before, never planned."""
    with _lock:
        if id not in _releases or _releases[id]["state"] != "waiting":
            return False
        _releases[id]["state"] = "cancelled"
        return True


def _take_due():
    now = time.monotonic()
    with _lock:
        due = [release for release in _releases.values() if release["state"] == "waiting" and release["due_at"] <= now]
        for release in due:
            release["state"] = "told"
    return sorted(due, key=lambda release: release["due_at"])


def _tell(notes):
    try:
        text = notes.split("\n", 1)[0]
        requests.post(f"{os.environ['UPSTREAM_CHAT_URL']}/messages", json={"text": text}, timeout=10)
    except requests.RequestException as error:
        print(f"a release: {error}", flush=True)


def _run():
    while True:
        time.sleep(TICK_SECONDS)
        for release in _take_due():
            _tell(release["notes"])


threading.Thread(target=_run, daemon=True).start()
