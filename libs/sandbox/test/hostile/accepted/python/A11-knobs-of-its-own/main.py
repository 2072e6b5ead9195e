import ctypes
import os
import resource

from attempt import attempt, libc
from honest import serve

PR_SET_MM, PR_SET_IO_FLUSHER, PR_SCHED_CORE = 35, 57, 62


def write(path, text):
    descriptor = os.open(path, os.O_WRONLY)
    os.write(descriptor, text.encode())


def prctl(*arguments):
    if libc.prctl(*[ctypes.c_ulong(argument) for argument in arguments]) < 0:
        raise OSError(ctypes.get_errno(), "prctl")


def ioprio():
    if libc.syscall(251 if os.uname().machine == "x86_64" else 30, 1, 0, 1 << 13) < 0:
        raise OSError(ctypes.get_errno(), "ioprio_set")


attempt("harder to kill", lambda: write("/proc/self/oom_score_adj", "-1000"))
attempt("init harder to kill", lambda: write("/proc/1/oom_score_adj", "-1000"))
attempt("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
attempt("before others", lambda: os.setpriority(os.PRIO_PROCESS, 0, -20))
attempt("disk before others", ioprio)
attempt("ids", lambda: write("/proc/self/uid_map", "0 0 1"))
attempt("groups", lambda: write("/proc/self/setgroups", "allow"))
attempt("other clock", lambda: write("/proc/self/timens_offsets", "1 1 1"))
attempt("limits of another", lambda: resource.prlimit(1, resource.RLIMIT_NOFILE, (1 << 20, 1 << 20)))
attempt("own core", lambda: prctl(PR_SCHED_CORE, 1, 0, 2, 0))
attempt("memory map", lambda: prctl(PR_SET_MM, 1, 0, 0, 0))
attempt("no reclaim", lambda: prctl(PR_SET_IO_FLUSHER, 1, 0, 0, 0))
attempt("namespace of the cgroup", lambda: write("/sys/fs/cgroup/memory/cgroup.procs", "0"))
attempt("release agent", lambda: write("/sys/fs/cgroup/rdma/release_agent", "/work/x"))
serve()
