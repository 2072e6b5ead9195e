import os
import resource

from attempt import attempt
from honest import serve

try:
    resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30))
except ValueError:
    print("more core: refused", flush=True)
attempt("pattern", lambda: open("/proc/sys/kernel/core_pattern", "w"))
secret = b"canary" * 1000


def around(handler, body):
    if handler.path.startswith("/double"):
        os.abort()


serve(around)
