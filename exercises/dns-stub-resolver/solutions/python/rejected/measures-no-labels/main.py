import json
import os
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from dns import TYPES
from exchange import Failure
from resolver import Resolver

LABEL = re.compile(r"[a-z0-9_-]+")

resolver = Resolver({"servers": [], "timeoutMs": 1000, "attempts": 2})


def is_name(name):
    return len(name) <= 253 and all(LABEL.fullmatch(label) for label in name.split("."))


class Handler(BaseHTTPRequestHandler):
    def do_PUT(self):
        global resolver
        resolver = Resolver(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path != "/resolve":
            return self.send_json(404, {"error": "there is nothing"})
        query = parse_qs(url.query, keep_blank_values=True)
        name = query.get("name", [""])[0].removesuffix(".").lower()
        type_ = query.get("type", [""])[0]
        if not is_name(name):
            return self.send_json(400, {"error": "this is no name"})
        if type_ not in TYPES:
            return self.send_json(400, {"error": "this is no type"})
        try:
            found = resolver.resolve(name, type_)
        except Failure as failure:
            return self.send_json(failure.status, {"error": str(failure)})
        ttl = max(0, int(found["expires_at"] - time.monotonic()))
        if not found["exists"]:
            return self.send_json(404, {"error": "there is no such name", "ttl": ttl})
        answer = {"name": name, "type": type_, "canonicalName": found["canonical_name"]}
        self.send_json(200, answer | {"ttl": ttl, "data": found["data"]})

    def send_json(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128


Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
