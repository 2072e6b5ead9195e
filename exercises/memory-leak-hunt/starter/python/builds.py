import threading

SHOWN_BUILDS = 30

_history = []
_lock = threading.Lock()
_listeners = []


def listen(listener):
    """Lets a function be told each build that is reported."""
    with _lock:
        _listeners.append(listener)


def report_build(project, commit, log):
    with _lock:
        build = {"number": len(_history) + 1, "project": project, "commit": commit, "log": log}
        _history.append(build)
        for listener in _listeners:
            listener(build)
    return build["number"]


def list_builds():
    with _lock:
        return {"total": len(_history), "last": [summary_of(build) for build in reversed(_last_builds())]}


def find_build(number):
    with _lock:
        return next((build for build in _last_builds() if build["number"] == number), None)


def _last_builds():
    return _history[-SHOWN_BUILDS:]


def summary_of(build):
    return {name: build[name] for name in ("number", "project", "commit")}
