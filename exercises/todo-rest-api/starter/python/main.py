import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

todos = {}
last_id = 0


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        global last_id
        if self.path != "/todos":
            return self.send(404, {"message": "not found"})
        body = self.read_json()
        last_id += 1
        todo = {
            "id": str(last_id),
            "title": body["title"],
            "done": body.get("done", False),
            "project": body.get("project"),
        }
        todos[todo["id"]] = todo
        self.send(200, todo)  # Is 200 the right answer to a creation? And where is the new todo?

    def do_GET(self):
        todo = todos.get(self.path.removeprefix("/todos/"))
        if todo is None:
            return self.send(404, {"message": "not found"})
        self.send(200, todo)

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
