import time

from honest import serve


def around(handler, body):
    if handler.path == "/healthz":
        return False
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while True:
            handler.wfile.write(b"a")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        return True


serve(around)
