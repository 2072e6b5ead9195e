import threading
from queue import Empty, SimpleQueue

from builds import listen, stop_listening

_waiting = 0
_lock = threading.Lock()


def wait_for_build(commits, wait_ms):
    """The next build of one of the commits, or None when none is reported in time."""
    wanted = set(commits)
    found = SimpleQueue()

    def on_build(build):
        if build["commit"] in wanted:
            found.put(build)

    _count(1)
    listen(on_build)
    try:
        return found.get(timeout=wait_ms / 1000)
    except Empty:
        return None
    finally:
        stop_listening(on_build)
        _count(-1)


def count_waits():
    return {"waiting": _waiting}


def _count(by):
    global _waiting
    with _lock:
        _waiting += by
