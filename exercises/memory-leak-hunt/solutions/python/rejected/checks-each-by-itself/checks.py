import hashlib
import os
import threading

import requests


_running = 0
_lock = threading.Lock()


def check_source(source):
    global _running
    with _lock:
        _running += 1
    try:
        return _ask_scanner(source)
    finally:
        with _lock:
            _running -= 1


def count_checks():
    return {"running": _running}


def _ask_scanner(source):
    digest = hashlib.sha256(source.encode()).hexdigest()
    response = requests.get(f"{os.environ['UPSTREAM_SCANNER_URL']}/verdicts/{digest}", timeout=10)
    if response.status_code != 200:
        raise RuntimeError(f"no verdict: status {response.status_code}")
    return response.json()["verdict"]
