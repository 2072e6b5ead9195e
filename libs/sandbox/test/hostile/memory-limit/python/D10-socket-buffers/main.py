import os
import signal
import socket


def keep():
    kept = []
    try:
        while True:
            a, b = socket.socketpair()
            kept.append((a, b))
            a.setblocking(False)
            b.setblocking(False)
            for end in (a, b):
                try:
                    while True:
                        end.send(b"x" * 4096)
                except BlockingIOError:
                    pass
    except OSError:
        signal.pause()


for _ in range(12):
    if os.fork() == 0:
        keep()
signal.pause()
