import os
import signal
import socket


def keep():
    kept = []
    try:
        while True:
            one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            one.bind(("127.0.0.1", 0))
            kept.append(one)
            for _ in range(4):
                one.sendto(b"x" * 60_000, one.getsockname())
    except OSError:
        signal.pause()


for _ in range(4):
    if os.fork() == 0:
        keep()
signal.pause()
