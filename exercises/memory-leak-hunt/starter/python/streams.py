import json
import threading
from queue import Empty, SimpleQueue

from builds import listen

HEARTBEAT_SECONDS = 1

_followers = []
_lock = threading.Lock()


class Follower:
    """What a follower has not read yet waits here, so that a slow one holds up nobody."""

    def __init__(self, project):
        self.project = project
        self.told = 0
        self.outbox = SimpleQueue()

    def tell(self, build):
        self.told += 1
        self.outbox.put(f"id: {self.told}\ndata: {json.dumps(build)}\n\n".encode())


def _tell_followers(build):
    with _lock:
        for follower in _followers:
            if follower.project == build["project"]:
                follower.tell(build)


listen(_tell_followers)


def follow(project):
    follower = Follower(project)
    with _lock:
        _followers.append(follower)
    return _events_for(follower)


def _events_for(follower):
    yield b":\n\n"
    while True:
        try:
            yield follower.outbox.get(timeout=HEARTBEAT_SECONDS)
        except Empty:
            yield b":\n\n"  # who has gone is noticed by writing to them
