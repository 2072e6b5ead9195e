import ctypes

from attempt import attempt_syscall, libc
from honest import serve

KEY = 0x70C5
CREATE = 0o1000
found = [name for name, call in (("memory", libc.shmget), ("queue", libc.msgget)) if call(KEY, 0, 0) >= 0]
found += ["semaphore"] if libc.semget(KEY, 0, 0) >= 0 else []
print("found:", ", ".join(found) or "none", flush=True)
attempt_syscall("mq_open", b"mark", 0o102, 0o600, 0)
libc.shmget(KEY, ctypes.c_size_t(4096), CREATE | 0o666)
libc.msgget(KEY, CREATE | 0o666)
libc.semget(KEY, 1, CREATE | 0o666)
serve()
