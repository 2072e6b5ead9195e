import fcntl
import os

from attempt import attempt
from honest import serve

for path in ("/usr/bin/python3", "/opt/touchstone/entrypoint", "/etc/hosts", "/etc/passwd"):
    attempt(path, lambda path=path: fcntl.flock(os.open(path, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB))
serve()
