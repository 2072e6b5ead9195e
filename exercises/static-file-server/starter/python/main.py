import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from desk import SITE, store


class Handler(BaseHTTPRequestHandler):
    def do_PUT(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        store(self.path, body, self.headers.get("Link-To"))
        self.send_response(204)
        self.end_headers()

    def do_GET(self):
        try:
            with open(os.path.join(SITE, self.path[1:]), "rb") as file:  # Which files can a reader name here?
                body = file.read()
        except OSError:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 64  # connections that may wait to be accepted


Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
