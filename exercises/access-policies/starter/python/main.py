import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

items = {}
last_id = 0


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        global last_id
        if self.path != "/items":
            return self.send(404, {"error": "There is nothing here."})
        body = self.read_json()
        last_id += 1
        item = {
            "id": f"i{last_id}",
            "name": body["name"],
            "parent": body.get("parent"),
            "status": body.get("status", "draft"),
            "author": self.headers.get("X-User"),
        }
        items[item["id"]] = item
        self.send(201, item)

    def do_GET(self):
        item = items.get(self.path.removeprefix("/items/"))
        if item is None:
            return self.send(404, {"error": "There is no such item."})
        self.send(200, item)  # To anybody who counts up the number?

    def read_json(self):
        length = int(self.headers.get("Content-Length", 0))
        return json.loads(self.rfile.read(length))

    def send(self, status, body):
        data = json.dumps(body).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Server(ThreadingHTTPServer):
    request_queue_size = 64  # connections that may wait to be accepted


Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
