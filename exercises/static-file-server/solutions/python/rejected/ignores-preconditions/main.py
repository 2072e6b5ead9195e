import os
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from conditions import check_conditions, parse_range
from desk import store
from locate import Refusal, locate

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".mp4": "video/mp4",
}
PIECE = 64 * 1024


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        try:
            path, name = locate(self.path)
            if self.command not in ("GET", "HEAD"):
                raise Refusal(405, {"Allow": "GET, HEAD"})
            with open(path, "rb") as file:
                self.send_file(file, TYPES.get(os.path.splitext(name)[1].lower(), "application/octet-stream"))
        except Refusal as refusal:
            # The body of a refused request stays unread: the connection cannot be used again.
            self.close_connection = True
            self.send_head(refusal.status, {**refusal.headers, "Connection": "close"}, length=0)

    do_HEAD = do_POST = do_DELETE = do_PATCH = do_OPTIONS = do_GET

    def do_PUT(self):
        if not self.path.startswith("/_desk/"):
            return self.do_GET()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        store(self.path, body, self.headers.get("Link-To"))
        self.send_head(204, {}, length=None)

    def send_file(self, file, content_type):
        # Asked of the open file: size, tag and bytes are of one version, whatever the desk puts in its place.
        stat = os.fstat(file.fileno())
        size, modified = stat.st_size, int(stat.st_mtime)
        etag = f'"{stat.st_ino:x}-{stat.st_mtime_ns:x}-{size:x}"'
        validators = {"ETag": etag, "Last-Modified": formatdate(modified, usegmt=True)}

        decided = check_conditions(self.headers, etag, modified)
        if decided:
            raise Refusal(decided, validators)

        span = self.find_span(size, validators)
        first, last = span or (0, size - 1)
        headers = {
            **validators,
            "Content-Type": content_type,
            "X-Content-Type-Options": "nosniff",
            "Accept-Ranges": "bytes",
        }
        if span:
            headers["Content-Range"] = f"bytes {first}-{last}/{size}"
        self.send_head(206 if span else 200, headers, length=last - first + 1)
        if self.command == "GET":
            self.copy(file, first, last - first + 1)

    def find_span(self, size, validators):
        if self.command != "GET" or self.headers.get("If-Range") not in (None, *validators.values()):
            return None
        try:
            return parse_range(self.headers.get("Range"), size)
        except ValueError:
            raise Refusal(416, {"Content-Range": f"bytes */{size}"}) from None

    def copy(self, file, first, left):
        file.seek(first)
        while left > 0 and (piece := file.read(min(PIECE, left))):
            self.wfile.write(piece)
            left -= len(piece)

    def send_head(self, status, headers, length):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if length is not None and status != 304:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 64  # connections that may wait to be accepted
    daemon_threads = True


Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
