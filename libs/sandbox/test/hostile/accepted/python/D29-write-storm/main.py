import os
import threading

from honest import serve


def storm():
    while True:
        descriptor = os.open("/work/storm", os.O_CREAT | os.O_WRONLY)
        os.write(descriptor, b"x" * (1 << 20))
        os.fsync(descriptor)
        os.sync()
        os.close(descriptor)
        for folder, _, files in os.walk("/usr/lib"):
            for file in files[:20]:
                try:
                    with open(os.path.join(folder, file), "rb") as one:
                        os.posix_fadvise(one.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
                        one.read(1 << 16)
                except OSError:
                    pass


if os.fork() == 0:
    storm()
serve()
