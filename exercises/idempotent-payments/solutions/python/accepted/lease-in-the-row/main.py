import datetime
import os
import re

from flask import Flask, jsonify, request
from werkzeug.exceptions import HTTPException

import payments
import provider

KEY = re.compile(r'"[A-Za-z0-9._-]{1,64}"|[A-Za-z0-9._-]{1,64}')

app = Flask(__name__)


class Refused(Exception):
    def __init__(self, status: int, message: str, **more):
        super().__init__(message)
        self.status = status
        self.more = more


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/payments")
def post_payment():
    purchase = read_purchase()
    payment = pay(request.headers["X-Client"], read_key(), purchase)
    return jsonify(shown(payment)), 201 if payment["status"] == "paid" else 402


@app.get("/payments/<id>")
def get_payment(id):
    payment = payments.find_by_id(request.headers["X-Client"], id)
    if payment is None:
        raise Refused(404, "you have no such payment")
    return jsonify(shown(payment))


def pay(client: str, key: str, purchase: dict) -> dict:
    is_new = payments.insert_leased(client, key, purchase)
    payment = payments.find_by_key(client, key)
    if any(payment[column] != purchase[name] for column, name in COLUMNS):
        raise Refused(422, "this Idempotency-Key belongs to another payment")
    if payment["status"] != "pending":
        return payment
    if is_new or payments.lease(payment["id"]):
        outcome = provider.charge(str(payment["id"]), purchase)
        payments.settle(payment["id"], outcome)
        if outcome is None:
            raise Refused(503, "it is not known yet whether the card was charged", id=str(payment["id"]))
    payment = payments.find_by_key(client, key)
    if payment["status"] == "pending":
        raise Refused(409, "this payment is under way")
    return payment


COLUMNS = (("order_id", "order"), ("card", "card"), ("amount", "amount"), ("currency", "currency"))


def read_purchase() -> dict:
    body = request.get_json(silent=True)
    purchase = {name: body.get(name) if isinstance(body, dict) else None for name in ("order", "card", "amount", "currency")}
    for name in ("order", "card"):
        if not isinstance(purchase[name], str) or not 1 <= len(purchase[name]) <= 64:
            raise Refused(400, f"{name} must be a string of 1-64 characters")
    # True is an int in Python.
    if type(purchase["amount"]) is not int or not 1 <= purchase["amount"] <= 10_000_000:
        raise Refused(400, "amount must be an integer from 1 to 10 000 000")
    if purchase["currency"] not in ("EUR", "GBP", "USD"):
        raise Refused(400, "currency must be EUR, GBP or USD")
    return purchase


def read_key() -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise Refused(400, "Idempotency-Key must be 1-64 of A-Z a-z 0-9 - _ .")
    return key.strip('"')


def shown(payment: dict) -> dict:
    return {
        "id": str(payment["id"]),
        "order": payment["order_id"],
        "amount": payment["amount"],
        "currency": payment["currency"],
        "status": payment["status"],
        "charge": payment["charge_id"],
        "reason": payment["reason"],
        "createdAt": payment["created_at"].astimezone(datetime.UTC).isoformat(),
    }


@app.errorhandler(Refused)
def refuse(error):
    headers = {"Retry-After": "1"} if error.status in (409, 503) else {}
    return jsonify(error=str(error), **error.more), error.status, headers


@app.errorhandler(HTTPException)
def answer(error):
    return jsonify(error=error.description), error.code


payments.create_table()
app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
