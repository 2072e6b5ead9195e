import os

from attempt import attempt
from honest import serve


def fill():
    written = 0
    descriptor = os.open("/dev/shm/filling", os.O_CREAT | os.O_WRONLY)
    try:
        while True:
            written += os.write(descriptor, b"x" * 4096)
    except OSError as error:
        return f"{os.strerror(error.errno)} after {written >> 10} KiB"


attempt("shared memory", fill)
serve()
