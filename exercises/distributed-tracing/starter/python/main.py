import json
import os
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import redis
import requests

store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
orders = {}


def call_stock(path, body):
    """Whether the stock service agreed."""
    try:
        return requests.put(os.environ["UPSTREAM_STOCK_URL"] + path, json=body).ok
    except requests.RequestException:
        return False


def place_order(body):
    sku, quantity = (body.get("sku"), body.get("quantity")) if isinstance(body, dict) else (None, None)
    if not isinstance(sku, str) or not sku or type(quantity) is not int or quantity < 1:
        return 400, {"error": "an order has a sku and a quantity"}
    order_id = str(uuid.uuid4())
    if not call_stock(f"/reservations/{order_id}", {"sku": sku, "quantity": quantity}):
        return 502, {"error": "the stock service did not reserve the items"}
    orders[order_id] = {"id": order_id, "status": "reserved"}
    # The next service looks for traceparent in the headers.
    message = {"headers": {}, "body": {"orderId": order_id, "sku": sku, "quantity": quantity}}
    store.rpush("picks", json.dumps(message))
    return 201, orders[order_id]


def work():
    while True:
        body = json.loads(store.blpop("parcels")[1])["body"]
        if call_stock(f"/shipments/{body['orderId']}", {"parcel": body["parcel"]}) and body["orderId"] in orders:
            orders[body["orderId"]]["status"] = "shipped"


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
        # A span begins here. The trace goes on if the request's traceparent names one.
        status, body = self.route(find_route(self.command, path), path)
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


threading.Thread(target=work, daemon=True).start()
Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
