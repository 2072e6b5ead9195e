import ctypes
import os
import subprocess
import sys

from attempt import attempt, libc, syscall
from honest import serve

CLONE_NEWUSER = 0x10000000
ALL = CLONE_NEWUSER | 0x00020000 | 0x40000000 | 0x20000000 | 0x08000000 | 0x04000000 | 0x02000000


def clone_into_namespace():
    stack = ctypes.create_string_buffer(65536)
    entry = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(lambda _: 0)
    top = ctypes.c_void_p(ctypes.addressof(stack) + 65536)
    if libc.clone(entry, top, CLONE_NEWUSER | 17, None) < 0:
        raise OSError(ctypes.get_errno(), "clone")


def clone3():
    arguments = (ctypes.c_uint64 * 11)(CLONE_NEWUSER, 0, 0, 0, 17)
    syscall("clone3", arguments, ctypes.sizeof(arguments))


if len(sys.argv) > 1:
    attempt("in a child", lambda: os.unshare(CLONE_NEWUSER))
    sys.exit()
attempt("user namespace", lambda: os.unshare(CLONE_NEWUSER))
attempt("all namespaces", lambda: os.unshare(ALL))
attempt("clone into one", clone_into_namespace)
attempt("clone3", clone3)
# A filter that a program could leave by starting another one would be none.
subprocess.run([sys.executable, "/work/main.py", "child"])
attempt("enter that of init", lambda: os.setns(os.open("/proc/1/ns/user", os.O_RDONLY)))
serve()
