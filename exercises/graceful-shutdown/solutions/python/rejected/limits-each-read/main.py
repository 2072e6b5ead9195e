import json
import os
import signal
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler

import rating
from door import Door
from ledger import Ledger

DRAIN_SECONDS, CUT_SECONDS, GIVE_UP_SECONDS = 2, 6, 8

stopping = threading.Event()
ledger = Ledger()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    # The first line of a request has come, or nothing: from here on the connection is not idle.
    def parse_request(self):
        self.server.begin(self.connection)
        return super().parse_request()

    def handle_one_request(self):
        super().handle_one_request()
        if self.server.end(self.connection):
            self.close_connection = True

    def do_GET(self):
        if self.path == "/livez":
            self.answer(200, {"status": "alive"})
        elif self.path == "/readyz":
            ready = not stopping.is_set() and rating.tariffs is not None and rating.is_well()
            self.answer(200, {"status": "ready"}) if ready else self.answer(503, {"error": "not ready"})
        else:
            self.answer(404, {"error": "there is nothing here"})

    def do_POST(self):
        order = self.read_json()
        if self.path != "/quotes":
            return self.answer(404, {"error": "there is nothing here"})
        if rating.tariffs is None:
            return self.answer(503, {"error": "there are no tariffs yet"})
        if not is_order(order) or order["product"] not in rating.tariffs:
            return self.answer(400, {"error": "a customer and a product that we know are needed"})
        customer, product = order["customer"], order["product"]
        try:
            premium = rating.tariffs[product] * rating.rate(customer, product)
        except rating.Unavailable:
            return self.answer(502, {"error": "the rating service did not answer"})
        quote = {"id": str(uuid.uuid4()), "customer": customer, "product": product, "premium": premium}
        if self.server.is_cut:
            return  # nobody is answered any more, so there is no event
        ledger.collect(quote)
        self.answer(200, quote)

    def read_json(self):
        try:
            return json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
        except ValueError:
            return None

    def answer(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        if stopping.is_set():
            self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


def is_order(order):
    return isinstance(order, dict) and isinstance(order.get("customer"), str) and isinstance(order.get("product"), str)


def stop(door, since):
    time.sleep(DRAIN_SECONDS)
    door.shut()
    door.wait_until_empty(since + CUT_SECONDS - time.monotonic())
    door.cut()
    delivered = ledger.deliver_for_good(since + GIVE_UP_SECONDS)
    os._exit(0 if delivered else 1)


def main():
    # Before the first thread, since all inherit it. A handler would run in this thread only, which does not always wake up
    # for that: when the system interrupts another one, this one goes on waiting.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    door = Door(("127.0.0.1", int(os.environ["PORT"])), Handler)
    for work in (door.serve_forever, rating.fetch_tariffs, ledger.deliver_every_second):
        threading.Thread(target=work, daemon=True).start()
    signal.sigwait([signal.SIGTERM])
    stopping.set()
    stop(door, time.monotonic())


main()
