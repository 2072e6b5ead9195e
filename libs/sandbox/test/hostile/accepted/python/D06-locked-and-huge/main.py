import ctypes
import mmap

from attempt import attempt, libc
from honest import serve

MAP_HUGETLB = 0x40000


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def lock_all():
    if libc.mlockall(3) != 0:
        raise OSError(ctypes.get_errno(), "mlockall")


attempt("huge pages", lambda: mmap.mmap(-1, 2 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | MAP_HUGETLB).write(b"x") and None)
attempt("spared", lambda: write("/proc/self/oom_score_adj", "-1000"))
attempt("own limit", lambda: write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "-1"))
serve()
