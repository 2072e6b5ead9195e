import os
import select

from attempt import attempt, libc
from honest import serve

# A watch for each: a second one of the same path would only change the first.
PATHS = [f"/usr/bin/{name}".encode() for name in sorted(os.listdir("/usr/bin"))[:200]]


def fill(make):
    kept = []
    try:
        while True:
            kept.append(make())
    except OSError as error:
        return f"{os.strerror(error.errno)}"
    finally:
        for one in kept:
            one.close() if hasattr(one, "close") else os.close(one)


def inotify():
    descriptor = libc.inotify_init()
    if descriptor < 0:
        raise OSError(24, "inotify")
    for path in PATHS:
        libc.inotify_add_watch(descriptor, path, 0xFFF)
    return descriptor


attempt("inotify", lambda: fill(inotify))
attempt("epoll", lambda: fill(select.epoll))
attempt("event descriptors", lambda: fill(lambda: os.eventfd(0)))
serve()
