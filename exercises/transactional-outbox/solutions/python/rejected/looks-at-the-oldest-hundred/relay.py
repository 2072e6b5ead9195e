import os
import threading
import time

import pika
import psycopg

PAGE = 100
POLL_SECONDS = 0.05
REFUSED_SECONDS = 0.15

ready = threading.Event()


def publish(channel, id, routing_key, body):
    """True when the broker has taken the event, False when a queue has refused it."""
    properties = pika.BasicProperties(delivery_mode=2, message_id=id, content_type="application/json")
    try:
        channel.basic_publish("orders", routing_key, body.encode(), properties)
        return True
    except pika.exceptions.NackError:
        return False


def send_due(database, channel, waiting):
    """Sends what is due, in order. `waiting` has the orders whose oldest event was refused, and until when. Returns how many were due."""
    for order in [order for order, until in waiting.items() if until <= time.monotonic()]:
        del waiting[order]
    events = database.execute(
        "SELECT seq, id::text, order_id::text, routing_key, body FROM outbox ORDER BY seq LIMIT %s", (PAGE,)
    ).fetchall()
    due = [event for event in events if event[2] not in waiting]
    for seq, id, order, routing_key, body in due:
        if order in waiting:
            continue
        if publish(channel, id, routing_key, body):
            database.execute("DELETE FROM outbox WHERE seq = %s", (seq,))
        else:
            waiting[order] = time.monotonic() + REFUSED_SECONDS
    return len(due)


def lead(database):
    """The lock belongs to the session: when this process dies, or loses its connection, the other instance gets it."""
    return database.execute("SELECT pg_try_advisory_lock(2)").fetchone()[0]


def relay(database, connection):
    channel = connection.channel()
    channel.exchange_declare("orders", "topic", durable=True)
    channel.confirm_delivery()
    ready.set()
    while not lead(database):
        connection.sleep(POLL_SECONDS)
    waiting = {}
    while True:
        if send_due(database, channel, waiting) == 0:
            connection.sleep(POLL_SECONDS)


def relay_forever():
    while True:
        try:
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
                connection = pika.BlockingConnection(pika.URLParameters(os.environ["RABBITMQ_URL"]))
                try:
                    relay(database, connection)
                finally:
                    if connection.is_open:
                        connection.close()
        except (psycopg.Error, pika.exceptions.AMQPError) as error:
            print("the relay starts again:", repr(error))
            time.sleep(0.2)
