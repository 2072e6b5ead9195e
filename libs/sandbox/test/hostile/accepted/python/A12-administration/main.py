import ctypes
import os

from attempt import attempt, attempt_syscall
from honest import serve

now = (ctypes.c_long * 2)(1, 0)
attempt_syscall("clock_settime", 0, now)
attempt_syscall("settimeofday", now, 0)
attempt_syscall("adjtimex", (ctypes.c_long * 64)(1, 1))
attempt_syscall("sethostname", b"mine", 4)
attempt_syscall("reboot", 0xFEE1DEAD, 672274793, 0x01234567, 0)
attempt_syscall("swapon", b"/tmp/swap", 0)
attempt_syscall("init_module", b"x", 1, b"")
attempt_syscall("finit_module", 0, b"", 0)
attempt_syscall("kexec_load", 0, 0, 0, 0)
attempt_syscall("bpf", 0, ctypes.create_string_buffer(128), 128)
attempt_syscall("perf_event_open", ctypes.create_string_buffer(128), 0, -1, -1, 0)
attempt_syscall("userfaultfd", 0)
attempt_syscall("open_by_handle_at", 0, 0, 0)
attempt_syscall("fanotify_init", 0, 0)
attempt_syscall("acct", b"/tmp/acct")
attempt_syscall("quotactl", 0, 0, 0, 0)
attempt_syscall("vhangup")
attempt("real-time priority", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)))
attempt("negative nice", lambda: os.setpriority(os.PRIO_PROCESS, 0, -20) if os.nice(0) > -20 else None)
serve()
