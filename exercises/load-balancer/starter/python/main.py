import http.client
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

BACK_ENDS = [urlsplit(os.environ[f"UPSTREAM_{name}_URL"]) for name in ("RED", "GREEN", "BLUE")]


class Balancer(BaseHTTPRequestHandler):
    def forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        # Whose turn is it? So far it is always the first one's.
        connection = http.client.HTTPConnection(BACK_ENDS[0].netloc)
        try:
            connection.request(self.command, self.path, body or None)
            answer = connection.getresponse()
            status, content = answer.status, answer.read()
        except OSError:
            status, content = 500, b"Something went wrong."
        finally:
            connection.close()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = forward


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Balancer).serve_forever()
