import ctypes
import os

from attempt import attempt, attempt_syscall, syscall
from honest import serve

attempt_syscall("ptrace", 16, 1, 0, 0)
attempt_syscall("process_vm_readv", 1, 0, 0, 0, 0, 0)
attempt_syscall("process_vm_writev", 1, 0, 0, 0, 0, 0)
attempt("pidfd_getfd", lambda: syscall("pidfd_getfd", os.pidfd_open(1), 0, 0))
attempt_syscall("kcmp", 1, os.getpid(), 0, 0, 0)
others = {int(name) for name in os.listdir("/proc") if name.isdigit()} - {1, os.getpid()}
print("processes in sight:", others or "init and this", flush=True)
serve()
