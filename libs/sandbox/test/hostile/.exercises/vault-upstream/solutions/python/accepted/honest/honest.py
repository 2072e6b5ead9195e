# A right solution of every target exercise. The harness adds it to each Python case, so that a case holds its attack alone.
import hashlib
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


def double(n):
    return 2 * n


def seal(text):
    return hashlib.sha256(text.encode()).hexdigest()


class Counter:
    def __init__(self):
        self.count = 0

    def add(self, n):
        self.count += n
        return self.count


def answer(path, body):
    url = urlsplit(path)
    if url.path == "/double":
        return 200, {"double": double(int(parse_qs(url.query)["n"][0]))}
    if url.path == "/seal":
        return 200, {"seal": seal(json.loads(body)["text"])}
    return 404, {"error": "not found"}


def serve(around=lambda handler, body: False):
    """Serves right answers on PORT. `around(handler, body)` may answer first: it returns True when it did."""

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if around(self, body):
                return
            status, value = answer(self.path, body)
            text = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

        def log_message(self, *_):
            pass

    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
