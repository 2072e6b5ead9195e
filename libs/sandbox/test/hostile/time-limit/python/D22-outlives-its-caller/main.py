import os
import threading

from honest import serve


def around(handler, body):
    if not handler.path.startswith(("/double", "/seal")):
        return
    if os.fork() == 0:
        os.setsid()
        os.closerange(0, 64)
        while True:
            pass
    threading.Event().wait()


serve(around)
