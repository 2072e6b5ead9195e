import os
import threading

import psycopg
from flask import Flask, jsonify, request

import orders
import relay

orders.create_tables()
threading.Thread(target=relay.relay_forever, daemon=True).start()

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(ready=relay.ready.is_set()), 200 if relay.ready.is_set() else 503


@app.post("/orders")
def post_order():
    order = orders.place(request.json)
    if order is None:
        return jsonify(error="there is an order of this id"), 409
    return jsonify(order), 201


@app.post("/orders/<id>/cancel")
def cancel_order(id):
    order = orders.cancel(id)
    if order is not None:
        return jsonify(order)
    if orders.find(id) is not None:
        return jsonify(error="cancelled already"), 409
    return jsonify(error="no such order"), 404


@app.get("/orders/<id>")
def get_order(id):
    order = orders.find(id)
    if order is None:
        return jsonify(error="no such order"), 404
    return jsonify(order)


@app.errorhandler(psycopg.Error)
def database_error(error):
    print(repr(error))
    return jsonify(error="the database did not take it"), 503


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
