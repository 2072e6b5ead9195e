import os
import uuid

import requests
from flask import Flask, jsonify, request

app = Flask(__name__)
orders = {}
warehouse = {}


@app.put("/upstreams/warehouse")
def use_warehouse():
    warehouse.update(request.get_json())
    return "", 204


@app.post("/orders")
def place_order():
    body = request.get_json()
    order_id = str(uuid.uuid4())
    print("reserving...")
    answer = call("reservations", {"orderId": order_id, "items": body["items"]})
    if not answer.ok:
        print("failed", answer.status_code)
        return jsonify(error="the warehouse did not reserve the items"), 502
    print("done")
    orders[order_id] = {"id": order_id, "status": "reserved"}
    # The client should not wait for this: one worker, one confirmation at a time.
    call("confirmations", {"orderId": order_id, "customer": body["customer"]})
    return jsonify(orders[order_id]), 201


@app.get("/orders/<order_id>")
def read_order(order_id):
    # Every answer has the request's correlation id, whatever its status. Begin here.
    if order_id not in orders:
        return jsonify(error="nothing here"), 404
    return jsonify(orders[order_id])


def call(target, body):
    headers = {"Authorization": f"Bearer {warehouse['token']}"}
    return requests.post(f"{warehouse['url']}/{target}", json=body, headers=headers)


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
