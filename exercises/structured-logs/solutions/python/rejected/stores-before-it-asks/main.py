import json
import os
import queue
import re
import sys
import threading
import time
import uuid
from contextvars import ContextVar
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import Request, urlopen

USABLE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
SECRET_NAMES = {"password", "card", "cvv", "token", "iban"}
LONGEST = 256

# A context variable is a thread's own: each request runs in a thread of its own, and the worker sets it for each job.
correlation = ContextVar("correlation", default=None)
write_lock = threading.Lock()
orders = {}
warehouse = {"url": "", "token": ""}
confirmations = queue.Queue()


def log(level, msg, **members):
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    line = {"time": now, "level": level, "msg": msg, "correlationId": correlation.get(), **members}
    text = json.dumps(line) + "\n"
    # One write for each line, and one at a time: threads would tear lines apart.
    with write_lock:
        sys.stdout.write(text)
        sys.stdout.flush()


def loggable(value):
    """A copy that may be logged: secrets replaced, long texts cut, at any depth."""
    if isinstance(value, str):
        return value[:LONGEST] + "…" if len(value) > LONGEST else value
    if isinstance(value, list):
        return [loggable(item) for item in value]
    if isinstance(value, dict):
        return {name: "[redacted]" if name.lower() in SECRET_NAMES else loggable(member) for name, member in value.items()}
    return value


def call_warehouse(target, body):
    """Whether the warehouse agreed. Logs how it went and nothing of what was said."""
    started_at = time.monotonic()
    status = None
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {warehouse['token']}",
        "X-Correlation-Id": correlation.get(),
    }
    try:
        request = Request(f"{warehouse['url']}/{target}", json.dumps(body).encode(), headers, method="POST")
        with urlopen(request, timeout=5) as answer:
            status = answer.status
    except HTTPError as error:
        status = error.code
    except Exception:
        pass  # no answer: an error of the library may hold the request with its token, so it is not logged
    good = status is not None and 200 <= status < 300
    log(
        "info" if good else "error",
        "upstream call",
        orderId=body["orderId"],
        target=target,
        status=status,
        durationMs=round((time.monotonic() - started_at) * 1000),
    )
    return good


def work():
    while True:
        correlation_id, body = confirmations.get()
        correlation.set(correlation_id)
        call_warehouse("confirmations", body)


def place_order(order):
    if not is_order(order):
        return 400, {"error": "an order has a customer and items"}
    order_id = str(uuid.uuid4())
    log("info", "order received", orderId=order_id, order=loggable(order))
    orders[order_id] = {"id": order_id, "status": "reserved"}
    if not call_warehouse("reservations", {"orderId": order_id, "items": order["items"]}):
        return 502, {"error": "the warehouse did not reserve the items"}
    confirmations.put((correlation.get(), {"orderId": order_id, "customer": order["customer"]}))
    return 201, orders[order_id]


def is_order(order):
    if not isinstance(order, dict) or not isinstance(order.get("customer"), str):
        return False
    items = order.get("items")
    if not 1 <= len(order["customer"]) <= 100 or not isinstance(items, list) or not items:
        return False
    return all(
        isinstance(item, dict)
        and isinstance(item.get("sku"), str)
        and type(item.get("quantity")) is int
        and item["quantity"] >= 1
        for item in items
    )


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        started_at = time.monotonic()
        given = self.headers.get("X-Correlation-Id", "")
        correlation.set(given if USABLE_ID.fullmatch(given) else str(uuid.uuid4()))
        path = self.path.split("?")[0]
        try:
            status, body = self.route(path)
        except Exception as error:
            log("error", "unexpected error", error=repr(error))
            status, body = 500, {"error": "something went wrong"}
        self.send(status, body)
        level = "error" if status >= 500 else "warn" if status >= 400 else "info"
        duration = round((time.monotonic() - started_at) * 1000)
        log(level, "request", method=self.command, path=path, status=status, durationMs=duration)

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def route(self, path):
        body = self.read_body()
        if self.command == "PUT" and path == "/upstreams/warehouse":
            warehouse.update(body)
            return 204, None
        if self.command == "POST" and path == "/orders":
            return place_order(body)
        if self.command == "GET" and path.startswith("/orders/"):
            order = orders.get(path.removeprefix("/orders/"))
            if order:
                return 200, order
        return 404, {"error": "nothing here"}

    def read_body(self):
        try:
            return json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        except ValueError:
            return None

    def send(self, status, body):
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("X-Correlation-Id", correlation.get())
        if body is not None:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format, *args):
        """The server's own lines are no JSON, and they show what stands behind the question mark."""


threading.Thread(target=work, daemon=True).start()
ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
