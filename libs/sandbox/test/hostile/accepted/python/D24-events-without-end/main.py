import ctypes
import os
import select
import signal
import threading

from attempt import attempt, libc
from honest import serve


def nest():
    inner = select.epoll()
    trees = [inner]
    while len(trees) < 60:
        outer = select.epoll()
        for tree in trees[-4:]:
            try:
                outer.register(tree.fileno(), select.EPOLLIN | select.EPOLLET)
            except OSError:
                pass
        trees.append(outer)
    try:
        inner.register(trees[-1].fileno(), select.EPOLLIN)
    finally:
        threading.Thread(target=lambda: [tree.poll(0) for tree in trees * 10_000], daemon=True).start()


def timers():
    class Spec(ctypes.Structure):
        _fields_ = [(name, ctypes.c_long) for name in ("interval_s", "interval_ns", "value_s", "value_ns")]

    every = Spec(0, 1, 0, 1)
    for _ in range(100):
        descriptor = libc.timerfd_create(1, 0o4000)
        if libc.timerfd_settime(descriptor, 0, ctypes.byref(every), None) < 0:
            raise OSError(ctypes.get_errno(), "timerfd")


if os.fork() == 0:
    attempt("a ring of epolls", nest)
    attempt("timers of a nanosecond", timers)
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 1e-6, 1e-6)
    while True:
        signal.pause()
serve()
