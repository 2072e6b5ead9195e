import json
import os
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pika
import psycopg

DATABASE_URL, RABBITMQ_URL = os.environ["DATABASE_URL"], os.environ["RABBITMQ_URL"]
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SKU = re.compile(r"[a-z0-9-]{1,40}")
consuming = threading.Event()


class Impossible(Exception):
    """What can never be applied, as opposed to what cannot be applied now."""


def read_movement(body):
    try:
        movement = json.loads(body)
    except ValueError:
        raise Impossible("not JSON") from None
    if not isinstance(movement, dict):
        raise Impossible("no object")
    id, sku, kind, quantity = (movement.get(name) for name in ("id", "sku", "kind", "quantity"))
    if not isinstance(id, str) or not UUID.fullmatch(id):
        raise Impossible("id")
    if not isinstance(sku, str) or not SKU.fullmatch(sku):
        raise Impossible("sku")
    if kind not in ("in", "out", "count"):
        raise Impossible("kind")
    if type(quantity) is not int or not (0 if kind == "count" else 1) <= quantity <= 1_000_000:
        raise Impossible("quantity")
    return id, sku, kind, quantity


def apply(database, id, sku, kind, quantity):
    """Journal and stock change together or not at all; the journal's key is what makes a copy harmless."""
    with database.transaction():
        noted = database.execute("INSERT INTO applied (id, sku) VALUES (%s, %s) ON CONFLICT DO NOTHING", (id, sku))
        if noted.rowcount == 0:
            return
        database.execute("INSERT INTO stock (sku, quantity) VALUES (%s, 0) ON CONFLICT DO NOTHING", (sku,))
        (before,) = database.execute("SELECT quantity FROM stock WHERE sku = %s FOR UPDATE", (sku,)).fetchone()
        after = {"in": before + quantity, "out": before - quantity, "count": before + quantity}[kind]
        if after < 0:
            raise Impossible("more than there is")
        database.execute("UPDATE stock SET quantity = %s WHERE sku = %s", (after, sku))


class Consumer:
    """One thread: a message is done before the next one is looked at."""

    def __init__(self):
        self.database = None

    def handle(self, channel, method, _properties, body):
        while True:
            try:
                if self.database is None or self.database.closed:
                    self.database = psycopg.connect(DATABASE_URL, autocommit=True)
                apply(self.database, *read_movement(body))
                return channel.basic_ack(method.delivery_tag)
            except Impossible:
                return channel.basic_nack(method.delivery_tag, requeue=False)
            except psycopg.Error as error:
                # Only waiting keeps the order: put back, the message would come after those already here.
                print(error)
                channel.connection.sleep(0.2)

    def consume(self):
        connection = pika.BlockingConnection(pika.URLParameters(RABBITMQ_URL))
        channel = connection.channel()
        channel.exchange_declare("movements", "topic", durable=True)
        channel.queue_declare("stock.dead", durable=True)
        dead = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": "stock.dead"}
        channel.queue_declare("stock", durable=True, arguments=dead)
        channel.queue_bind("stock", "movements", "movement.#")
        channel.basic_qos(prefetch_count=20)
        channel.basic_consume("stock", self.handle)
        consuming.set()
        channel.start_consuming()

    def consume_forever(self):
        while True:
            try:
                self.consume()
            except pika.exceptions.AMQPError as error:
                print("connection to the broker lost:", repr(error))
            consuming.clear()
            time.sleep(0.2)


class Web(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/healthz":
            return self.answer(200 if consuming.is_set() else 503, {"consuming": consuming.is_set()})
        sku = self.path.removeprefix("/stock/")
        with psycopg.connect(DATABASE_URL) as database:
            row = database.execute("SELECT quantity FROM stock WHERE sku = %s", (sku,)).fetchone()
        if row is None:
            return self.answer(404, {"error": "no such article"})
        self.answer(200, {"sku": sku, "quantity": row[0]})

    def answer(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


with psycopg.connect(DATABASE_URL) as database:
    database.execute("CREATE TABLE IF NOT EXISTS stock (sku text PRIMARY KEY, quantity bigint NOT NULL CHECK (quantity >= 0))")
    database.execute("CREATE TABLE IF NOT EXISTS applied (id uuid PRIMARY KEY, sku text NOT NULL)")
threading.Thread(target=Consumer().consume_forever, daemon=True).start()
ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Web).serve_forever()
