import json
import os
import secrets
import socket
import threading
import uuid
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, HTTPServer

MAX_BODY_BYTES = 16_384
MAX_LEVELS = 20
MAX_URL_BYTES = 2048
MAX_HEADERS = 64
BODY_TIMEOUT_S = 4

COOKIE = "__Host-session"
FRONT_ENDS = ["https://app.radhof.example", "https://desk.radhof.example", os.environ.get("UPSTREAM_PREVIEW_URL", "")]

GUARDS = {
    "Content-Type": "application/json",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Vary": "Origin",
}

tokens = {}
sessions = {}


class Refusal(Exception):
    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        try:
            self.body = self.take_request()
            status, body, headers = self.route()
        except Refusal as refusal:
            status, body, headers = refusal.status, {"error": str(refusal)}, {}
        self.send_answer(status, body, headers)

    do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = do_DELETE = do_OPTIONS = answer

    def send_answer(self, status, body, headers):
        data = b"" if body is None else json.dumps(body).encode("utf-8")
        self.send_response_only(status)
        for name, value in {**GUARDS, "Cache-Control": "no-store", **self.grants(), **headers}.items():
            self.send_header(name, value)
        if self.headers.get("X-Forwarded-Proto") == "https":
            self.send_header("Strict-Transport-Security", "max-age=31536000")
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def grants(self):
        if not self.is_front_end():
            return {}
        return {"Access-Control-Allow-Origin": self.headers["Origin"], "Access-Control-Allow-Credentials": "true"}

    def is_front_end(self):
        return self.headers.get("Origin", "null") in FRONT_ENDS

    def take_request(self):
        """Reads the whole request or hangs up: what stays unread would be the next request."""
        hangs_up, self.close_connection = self.close_connection, True
        if len(self.path) > MAX_URL_BYTES:
            raise Refusal(414, "the address is too long")
        if len(self.headers) > MAX_HEADERS:
            raise Refusal(431, "there are too many headers")
        timer = threading.Timer(BODY_TIMEOUT_S, self.connection.shutdown, [socket.SHUT_RD])
        timer.start()
        try:
            body = self.read_chunks() if "Transfer-Encoding" in self.headers else self.read_length()
        finally:
            timer.cancel()
        self.close_connection = hangs_up
        return body

    def read_length(self):
        try:
            length = int(self.headers.get("Content-Length", "0"))
        except ValueError:
            raise Refusal(400, "Content-Length is a number") from None
        if not 0 <= length <= MAX_BODY_BYTES:
            raise Refusal(413, f"a body has at most {MAX_BODY_BYTES} bytes")
        return self.read_bytes(length)

    def read_chunks(self):
        body = b""
        while True:
            try:
                size = int(self.rfile.readline(100).split(b";")[0], 16)
            except ValueError:
                raise Refusal(408, "a chunk is missing") from None
            if not 0 <= size <= MAX_BODY_BYTES - len(body):
                raise Refusal(413, f"a body has at most {MAX_BODY_BYTES} bytes")
            body += self.read_bytes(size)
            self.rfile.readline(10)
            if size == 0:
                return body

    def read_bytes(self, length):
        data = self.rfile.read(length)
        if len(data) < length:
            raise Refusal(408, "the body took too long")
        return data

    def route(self):
        if self.command == "OPTIONS" and "Access-Control-Request-Method" in self.headers:
            return self.preflight()
        path = self.path.split("?")[0]
        method = "GET" if self.command == "HEAD" else self.command
        route = {
            ("GET", "/countries"): self.read_countries,
            ("POST", "/accounts"): self.open_account,
            ("POST", "/session"): self.begin_session,
            ("DELETE", "/session"): self.end_session,
            ("GET", "/account"): self.read_account,
            ("PATCH", "/account"): self.change_account,
            ("POST", "/account"): self.change_account,
        }.get((method, path))
        if route is None:
            raise Refusal(404, "there is nothing here")
        return route()

    def preflight(self):
        if not self.is_front_end():
            return 204, None, {}
        return 204, None, {
            "Access-Control-Allow-Methods": "GET, HEAD, POST, PATCH, DELETE",
            "Access-Control-Allow-Headers": "authorization, content-type",
            "Access-Control-Max-Age": "600",
        }

    def read_countries(self):
        return 200, {"countries": ["AT", "CH", "DE"]}, {"Cache-Control": "public, max-age=3600"}

    def open_account(self):
        name = self.read_object().get("name")
        if not is_name(name):
            raise Refusal(400, "a name has 1 to 100 characters")
        account = {"id": str(uuid.uuid4()), "name": name, "settings": {}}
        token = secrets.token_urlsafe(32)
        tokens[token] = account
        return 201, {"id": account["id"], "token": token}, {}

    def begin_session(self):
        account = self.authenticate()
        session = secrets.token_urlsafe(32)
        sessions[session] = account
        return 204, None, {"Set-Cookie": f"{COOKIE}={session}; Path=/; Secure; HttpOnly; SameSite=Strict"}

    def end_session(self):
        self.authenticate()
        sessions.pop(self.read_session(), None)
        return 204, None, {"Set-Cookie": f"{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"}

    def read_account(self):
        return 200, self.authenticate(), {}

    def change_account(self):
        account = self.authenticate()
        body = self.read_object()
        name, settings = body.get("name", account["name"]), body.get("settings", account["settings"])
        if not is_name(name) or not isinstance(settings, dict):
            raise Refusal(400, "a name has 1 to 100 characters, settings are an object")
        account.update(name=name, settings=settings)
        return 200, account, {}

    def authenticate(self):
        if "Authorization" in self.headers:
            account = tokens.get(self.headers["Authorization"].partition(" ")[2])
        else:
            account = sessions.get(self.read_session())
        if account is None:
            raise Refusal(401, "who are you?")
        is_change = self.command not in ("GET", "HEAD")
        if is_change and "Authorization" not in self.headers and not self.is_front_end():
            raise Refusal(403, "this page may not act for you")
        return account

    def read_session(self):
        try:
            cookies = SimpleCookie(self.headers.get("Cookie", ""))
        except CookieError:
            return None
        return cookies[COOKIE].value if COOKIE in cookies else None

    def read_object(self):
        if "Content-Type" not in self.headers or self.headers.get_content_type() != "application/json":
            raise Refusal(415, "send application/json")
        try:
            body = json.loads(self.body.decode("utf-8"))
        except (ValueError, RecursionError):
            raise Refusal(400, "the body is no JSON") from None
        if not isinstance(body, dict) or is_deeper(body, MAX_LEVELS):
            raise Refusal(400, f"a body is a JSON object of at most {MAX_LEVELS} levels")
        return body

    def log_message(self, *_args):
        pass


def is_deeper(value, levels):
    if not isinstance(value, (dict, list)):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(is_deeper(one, levels - 1) for one in inner)


def is_name(value):
    return isinstance(value, str) and 1 <= len(value) <= 100


class Server(HTTPServer):
    request_queue_size = 128


Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
