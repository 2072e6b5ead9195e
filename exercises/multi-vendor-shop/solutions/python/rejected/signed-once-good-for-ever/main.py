import os
import re

from flask import Flask, jsonify, request
from werkzeug.exceptions import HTTPException

import carts
import checkouts
import database
import orders
import products
import webhooks
from refused import Refused

app = Flask(__name__)

KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
STATUSES = {"authorized": 201, "pending": 202, "declined": 402}


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.put("/products/<sku>")
def offer(sku):
    return jsonify(products.offer(vendor(), sku, request.get_json(silent=True)))


@app.get("/products/<sku>")
def show_product(sku):
    return jsonify(products.find(sku))


@app.put("/cart/<sku>")
def put_into_cart(sku):
    body = request.get_json(silent=True)
    quantity = body.get("quantity") if isinstance(body, dict) else None
    if not products.is_whole(quantity, 0, 99):
        raise Refused(400, "quantity must be an integer from 0 to 99")
    products.find(sku)
    carts.put(customer(), sku, quantity)
    return show_cart()


@app.get("/cart")
def show_cart():
    return jsonify(items=[{"sku": sku, "quantity": quantity} for sku, quantity in carts.read(customer()).items()])


@app.post("/checkouts")
def check_out():
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise Refused(400, "Idempotency-Key must be 1-64 of A-Z a-z 0-9 - _")
    body = request.get_json(silent=True)
    card = body.get("card") if isinstance(body, dict) else None
    if not isinstance(card, str) or not 1 <= len(card) <= 64:
        raise Refused(400, "card must be a string of 1-64 characters")
    checkout = checkouts.check_out(customer(), key, card)
    return jsonify(checkout), STATUSES[checkout["status"]]


@app.get("/checkouts/<id>")
def show_checkout(id):
    return jsonify(checkouts.find(customer(), id))


@app.get("/orders")
def list_orders():
    return jsonify(orders=orders.list_all("vendor = %s", vendor()))


@app.get("/orders/<id>")
def show_order(id):
    return jsonify(orders.find(vendor(), id))


@app.post("/orders/<id>/capture")
def capture(id):
    return jsonify(orders.capture(vendor(), id))


@app.post("/orders/<id>/refund")
def refund(id):
    return jsonify(orders.refund(vendor(), id))


@app.post("/webhooks")
def webhook():
    webhooks.receive(request.headers.get("Payment-Signature", ""), request.get_data())
    return jsonify(received=True)


# A gateway has seen to it that the header is there, and says the truth.
def vendor() -> str:
    return request.headers.get("X-Vendor", "")


def customer() -> str:
    return request.headers.get("X-Customer", "")


@app.errorhandler(Refused)
def refuse(error):
    return jsonify(error=str(error), **error.more), error.status


@app.errorhandler(HTTPException)
def answer(error):
    return jsonify(error=error.description), error.code


database.create_tables()
app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
