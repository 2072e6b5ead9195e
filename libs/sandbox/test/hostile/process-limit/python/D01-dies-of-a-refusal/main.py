import os
import signal
import time

signal.signal(signal.SIGCHLD, signal.SIG_DFL)
while True:
    try:
        if os.fork() == 0:
            signal.pause()
    except OSError:
        # The kernel tells of its refusal from a queue: a moment, less than it takes to look once.
        time.sleep(0.05)
        raise
