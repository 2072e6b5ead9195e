import threading

from honest import serve


def around(handler, body):
    if handler.path.startswith(("/double", "/seal")):
        threading.Event().wait()


serve(around)
