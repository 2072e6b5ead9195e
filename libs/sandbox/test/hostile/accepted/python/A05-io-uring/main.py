import ctypes
import subprocess
import sys

from attempt import attempt, attempt_syscall, syscall
from honest import serve

ring = ctypes.create_string_buffer(256)
if len(sys.argv) > 1:
    attempt("in a child", lambda: syscall("io_uring_setup", 1, ring))
    sys.exit()
attempt_syscall("io_uring_setup", 1, ring)
attempt_syscall("io_uring_enter", 0, 1, 0, 0, 0, 0)
attempt_syscall("io_uring_register", 0, 0, 0, 0)
subprocess.run([sys.executable, "/work/main.py", "child"])
serve()
