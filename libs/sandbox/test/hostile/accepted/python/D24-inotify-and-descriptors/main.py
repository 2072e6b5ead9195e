import os
import select

from attempt import attempt, libc
from honest import serve


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
    for n in range(2000):
        libc.inotify_add_watch(descriptor, b"/usr/bin", 0xFFF)
    return descriptor


attempt("inotify", lambda: fill(inotify))
attempt("epoll", lambda: fill(select.epoll))
attempt("event descriptors", lambda: fill(lambda: os.eventfd(0)))
serve()
