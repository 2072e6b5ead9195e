import json
import os
import signal
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import redis

import exporter
from tracing import CLIENT, CONSUMER, PRODUCER, SERVER, extract, in_span, inject, shop_of

STOCK = os.environ["UPSTREAM_STOCK_URL"]

store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
orders = {}
is_stopping = threading.Event()


def call_stock(path, body):
    """Whether the stock service agreed."""
    url = STOCK + path
    address = urlsplit(url)
    attributes = {
        "http.request.method": "PUT",
        "url.full": url,
        "server.address": address.hostname,
        "server.port": address.port,
    }
    try:
        with in_span(CLIENT, "PUT", attributes) as span:
            headers = {"Content-Type": "application/json", **inject(span.context)}
            status = ask(Request(url, json.dumps(body).encode(), headers, method="PUT"))
            span.attributes["http.response.status_code"] = status
            if status >= 400:
                span.fail(str(status))
            return 200 <= status < 300
    except Exception:
        return False  # no answer: the span has the error


def ask(request):
    try:
        with urlopen(request, timeout=10) as answer:
            answer.read()
            return answer.status
    except HTTPError as error:
        error.read()
        return error.code


def messaging(queue):
    return {"messaging.system": "redis", "messaging.destination.name": queue}


def send(queue, body):
    with in_span(PRODUCER, f"send {queue}", messaging(queue)) as span:
        store.rpush(queue, json.dumps({"headers": inject(span.context), "body": body}))


def work(queue):
    """Its context comes out of each message: whoever happened to start the thread has nothing to do with it."""
    while not is_stopping.is_set():
        taken = store.blpop(queue, 1)
        if not taken:
            continue
        message = json.loads(taken[1])
        body = message["body"]
        context = extract(message.get("headers") or {})
        with in_span(CONSUMER, f"process {queue}", {**messaging(queue), **shop_of(context)}, context) as span:
            if not call_stock(f"/shipments/{body['orderId']}", {"parcel": body["parcel"]}):
                span.fail("shipment failed")
            elif body["orderId"] in orders:
                orders[body["orderId"]]["status"] = "shipped"


def place_order(body):
    sku, quantity = (body.get("sku"), body.get("quantity")) if isinstance(body, dict) else (None, None)
    if not isinstance(sku, str) or not sku or type(quantity) is not int or quantity < 1:
        return 400, {"error": "an order has a sku and a quantity"}
    order_id = str(uuid.uuid4())
    if not call_stock(f"/reservations/{order_id}", {"sku": sku, "quantity": quantity}):
        return 502, {"error": "the stock service did not reserve the items"}
    orders[order_id] = {"id": order_id, "status": "reserved"}
    send("picks", {"orderId": order_id, "sku": sku, "quantity": quantity})
    return 201, orders[order_id]


def find_route(method, path):
    if method == "POST" and path == "/orders":
        return "/orders"
    order_id = path.removeprefix("/orders/")
    if method == "GET" and order_id != path and order_id and "/" not in order_id:
        return "/orders/:id"
    return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        path = self.path.split("?")[0]
        route = find_route(self.command, path)
        # Names in any case in HTTP, in lower case in messages.
        context = extract({name.lower(): value for name, value in self.headers.items()})
        attributes = {
            "http.request.method": self.command,
            "url.path": path,
            "url.scheme": "http",
            **({"http.route": route} if route else {}),
            **shop_of(context),
        }
        with in_span(SERVER, f"{self.command} {route}" if route else self.command, attributes, context) as span:
            status, body = self.route(route, path)
            span.attributes["http.response.status_code"] = status
            if status >= 500:
                span.fail(str(status))
            self.send(status, body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def route(self, route, path):
        body = self.read_body()
        if route == "/orders":
            return place_order(body)
        order = orders.get(path.removeprefix("/orders/")) if route else None
        return (200, order) if order else (404, {"error": "nothing here"})

    def read_body(self):
        try:
            return json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        except ValueError:
            return None

    def send(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format, *args):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True
    block_on_close = False


server = Server(("127.0.0.1", int(os.environ["PORT"])), Handler)


def stop(*_):
    is_stopping.set()
    # From another thread: shutdown waits for the loop that this handler interrupts.
    threading.Thread(target=server.shutdown).start()


signal.signal(signal.SIGTERM, stop)
threading.Thread(target=work, args=("parcels",), daemon=True).start()
server.serve_forever(poll_interval=0.05)
server.server_close()
exporter.flush(1.5)
os._exit(0)
