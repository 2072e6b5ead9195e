import os
import threading
import time

import pika
import psycopg

PAGE = 100
POLL_SECONDS = 0.05

ready = threading.Event()


def publish(channel, id, routing_key, body):
    properties = pika.BasicProperties(delivery_mode=2, message_id=id, content_type="application/json")
    channel.basic_publish("orders", routing_key, body.encode(), properties)


def send_due(database, channel):
    """Sends what there is, in order. Returns how many events."""
    events = database.execute(
        "SELECT seq, id::text, routing_key, body FROM outbox ORDER BY seq LIMIT %s", (PAGE,)
    ).fetchall()
    for seq, id, routing_key, body in events:
        publish(channel, id, routing_key, body)
        database.execute("DELETE FROM outbox WHERE seq = %s", (seq,))
    return len(events)


def lead(database):
    """The lock belongs to the session: when this process dies, or loses its connection, the other instance gets it."""
    return database.execute("SELECT pg_try_advisory_lock(2)").fetchone()[0]


def relay(database, connection):
    channel = connection.channel()
    channel.exchange_declare("orders", "topic", durable=True)
    ready.set()
    while not lead(database):
        connection.sleep(POLL_SECONDS)
    while True:
        if send_due(database, channel) == 0:
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
