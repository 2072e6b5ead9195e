import json
import os
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from todos import Problem, Store, check_members, check_query, etag_of, is_listed, visible

store = Store()
lock = threading.Lock()

COLLECTION = ["GET", "HEAD", "POST"]
ITEM = ["GET", "HEAD", "PUT", "PATCH", "DELETE"]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            with lock:  # one request at a time sees and changes the todos
                status, headers, body = self.route(raw)
            content_type = "application/json; charset=utf-8"
        except Problem as problem:
            status, headers, body = problem.status, problem.headers, problem.body()
            content_type = "application/problem+json"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        data = b"" if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8")
        if body is not None:
            self.send_header("Content-Type", content_type)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer

    def route(self, raw):
        url = urlsplit(self.path)
        match = re.fullmatch(r"/todos(?:/([^/]+))?", url.path)
        if not match:
            raise Problem(404, "There is nothing at this path")
        todo = store.get(match[1]) if match[1] else None
        allowed = ITEM if todo else COLLECTION
        if self.command not in allowed:
            raise Problem(405, "This method is not allowed here", headers={"Allow": ", ".join(allowed)})
        if todo:
            return getattr(self, f"{'get' if self.command == 'HEAD' else self.command.lower()}_one")(todo, raw)
        if self.command == "POST":
            created = store.add(check_members(self.parse(raw, "application/json"), complete=True))
            return 201, {"Location": f"/todos/{created['id']}", "ETag": etag_of(created)}, visible(created)
        query = check_query(parse_qs(url.query, keep_blank_values=True))
        return 200, {}, store.list(**query)

    def get_one(self, todo, _raw):
        known = self.headers.get("If-None-Match")
        if known is not None and is_listed(known.replace("W/", ""), todo):
            return 304, {"ETag": etag_of(todo)}, None
        return 200, {"ETag": etag_of(todo)}, visible(todo)

    def put_one(self, todo, raw):
        members = check_members(self.parse(raw, "application/json"), complete=True)
        if self.headers.get("If-Match") is None:
            raise Problem(428, "Say with If-Match which version you replace")
        return self.change(todo, members)

    def patch_one(self, todo, raw):
        body = self.parse(raw, "application/merge-patch+json", "application/json")
        return self.change(todo, check_members(body, complete=False))

    def delete_one(self, todo, _raw):
        self.require_match(todo)
        store.delete(todo)
        return 204, {}, None

    def change(self, todo, members):
        self.require_match(todo)
        todo.update(members)
        todo["version"] += 1
        return 200, {"ETag": etag_of(todo)}, visible(todo)

    def require_match(self, todo):
        wanted = self.headers.get("If-Match")
        if wanted is not None and not is_listed(wanted, todo):
            raise Problem(412, "The todo has changed since you read it")

    def parse(self, raw, *types):
        if self.headers.get("Content-Type") is None or self.headers.get_content_type() not in types:
            raise Problem(415, f"Send {' or '.join(types)}")
        try:
            return json.loads(raw.decode("utf-8"))
        except ValueError:
            raise Problem(400, "The body is not JSON") from None

    def log_message(self, *_args):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
