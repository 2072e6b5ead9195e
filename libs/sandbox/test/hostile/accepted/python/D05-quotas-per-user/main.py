import ctypes
import fcntl
import os
import resource
import signal

from attempt import attempt, libc
from honest import serve

SIGRTMIN = int(signal.SIGRTMIN)


def queue_signals():
    signal.pthread_sigmask(signal.SIG_BLOCK, [SIGRTMIN])
    for n in range(200_000):
        if libc.sigqueue(os.getpid(), SIGRTMIN, 0) != 0:
            raise OSError(ctypes.get_errno(), f"after {n}")


def make_timers():
    timer = ctypes.c_void_p()
    for n in range(200_000):
        if libc.timer_create(0, None, ctypes.byref(timer)) != 0:
            raise OSError(ctypes.get_errno(), f"after {n}")


def lock_bytes():
    with open("/tmp/locked", "wb") as file:
        for n in range(0, 6000, 2):
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, n)


attempt("signals", queue_signals)
attempt("timers", make_timers)
attempt("locks", lock_bytes)
attempt("priority", lambda: os.setpriority(os.PRIO_PROCESS, 0, -5))
try:
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    print("more files: done", flush=True)
except (OSError, ValueError):
    print("more files: refused", flush=True)
serve()
