import os
import signal

from honest import serve


def around(handler, body):
    if handler.path.startswith("/double"):
        os.kill(1, signal.SIGSTOP)
        try:
            os.kill(-1, signal.SIGSTOP)
        except ProcessLookupError:
            pass
        os.kill(os.getpid(), signal.SIGSTOP)


serve(around)
