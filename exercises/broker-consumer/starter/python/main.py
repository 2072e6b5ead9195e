import json
import os
import threading

import pika
import psycopg
from flask import Flask, jsonify

with psycopg.connect(os.environ["DATABASE_URL"]) as database:
    database.execute("CREATE TABLE IF NOT EXISTS stock (sku text PRIMARY KEY, quantity bigint)")
    database.execute("CREATE TABLE IF NOT EXISTS applied (id uuid PRIMARY KEY, sku text)")


def handle(channel, method, properties, body):
    movement = json.loads(body)
    print("to do:", movement)
    channel.basic_ack(method.delivery_tag)


connection = pika.BlockingConnection(pika.URLParameters(os.environ["RABBITMQ_URL"]))
channel = connection.channel()
channel.exchange_declare("movements", "topic", durable=True)
channel.queue_declare("stock", durable=True)
# Nothing comes into this queue yet: it is not bound to the exchange.
channel.basic_consume("stock", handle)
threading.Thread(target=channel.start_consuming, daemon=True).start()

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
