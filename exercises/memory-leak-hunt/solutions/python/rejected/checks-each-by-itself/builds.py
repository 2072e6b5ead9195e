import threading
from collections import deque

KEPT_BUILDS = 30

_history = deque(maxlen=KEPT_BUILDS)
_total = 0
_lock = threading.Lock()
_listeners = []


def listen(listener):
    """Lets a function be told each build that is reported, until `stop_listening`."""
    with _lock:
        _listeners.append(listener)


def stop_listening(listener):
    with _lock:
        _listeners.remove(listener)


def report_build(project, commit, log):
    global _total
    with _lock:
        _total += 1
        build = {"number": _total, "project": project, "commit": commit, "log": log}
        _history.append(build)
        for listener in _listeners:
            listener(build)
    return build["number"]


def list_builds():
    with _lock:
        return {"total": _total, "last": [summary_of(build) for build in reversed(_history)]}


def find_build(number):
    with _lock:
        return next((build for build in _history if build["number"] == number), None)


def summary_of(build):
    return {name: build[name] for name in ("number", "project", "commit")}
