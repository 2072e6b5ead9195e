import ctypes
import mmap
import platform

from attempt import in_child, libc
from honest import serve


def interrupt_80():
    # mov eax, 20 (getpid of i386); int 0x80; ret
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))
    ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()


if platform.machine() == "x86_64":
    print("int 0x80:", in_child(interrupt_80), flush=True)
    print("x32:", in_child(lambda: libc.syscall(0x40000000 + 39)), flush=True)
else:
    # A 64-bit process of arm64 has no other convention to call by: there is nothing to try.
    print("int 0x80: SIGSYS\nx32: SIGSYS", flush=True)
serve()
