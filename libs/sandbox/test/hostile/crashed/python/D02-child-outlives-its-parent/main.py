import os
import signal

from honest import serve


def around(handler, body):
    if handler.path.startswith("/seal"):
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.setsid()
            while True:
                pass
        os._exit(9)


serve(around)
