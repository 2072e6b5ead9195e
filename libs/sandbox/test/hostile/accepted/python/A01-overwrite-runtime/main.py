import os

from attempt import attempt
from honest import serve

print("root:", "yes" if 0 in (os.getuid(), os.geteuid(), os.getgid(), *os.getgroups()) else "no", flush=True)
attempt("open own program", lambda: os.close(os.open("/proc/self/exe", os.O_WRONLY)))
attempt("open init program", lambda: os.close(os.open("/proc/1/exe", os.O_WRONLY)))
attempt("become root", lambda: os.setuid(0))
serve()
