import hashlib
import os
import threading

import requests


class Check:
    def __init__(self):
        self.answered = threading.Event()
        self.verdict = None  # stays like this when the scanner gives none


_checks = {}  # those under way, by their source; whoever asks about the same source meanwhile gets the same answer
_running = 0
_lock = threading.Lock()


def check_source(source):
    global _running
    with _lock:
        _running += 1
        check = _checks.get(source)
        is_first = check is None
        if is_first:
            check = _checks[source] = Check()
    try:
        if is_first:
            _carry_out(check, source)
        check.answered.wait()
        if check.verdict is None:
            raise RuntimeError("no verdict")
        return check.verdict
    finally:
        with _lock:
            _running -= 1


def count_checks():
    return {"running": _running}


def _carry_out(check, source):
    try:
        check.verdict = _ask_scanner(source)
    finally:
        with _lock:
            del _checks[source]
        check.answered.set()


def _ask_scanner(source):
    digest = hashlib.sha256(source.encode()).hexdigest()
    response = requests.get(f"{os.environ['UPSTREAM_SCANNER_URL']}/verdicts/{digest}", timeout=10)
    if response.status_code != 200:
        raise RuntimeError(f"no verdict: status {response.status_code}")
    return response.json()["verdict"]
