import os

from flask import Flask, jsonify, request
from werkzeug.exceptions import HTTPException

import bank

MOST = 1_000_000_000_000
app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/accounts")
def open_account():
    body = read_object()
    owner, balance = body.get("owner"), body.get("balance")
    if not isinstance(owner, str) or not 1 <= len(owner) <= 100:
        raise bank.Refused(400, "owner must be a string of 1-100 characters")
    if not is_integer(balance, 0, MOST):
        raise bank.Refused(400, f"balance must be an integer from 0 to {MOST}")
    return jsonify(bank.open_account(owner, balance)), 201


@app.get("/accounts/<id>")
def read_account(id):
    return jsonify(bank.read_account(id))


@app.get("/accounts/<id>/history")
def read_history(id):
    limit = whole_number("limit", 20, 100)
    before = whole_number("before", 2**62, 2**62)
    return jsonify(bank.read_history(id, limit, before))


@app.post("/transfers")
def transfer():
    body = read_object()
    order = {name: body.get(name) for name in ("from", "to", "amount")}
    if not isinstance(order["from"], str) or not isinstance(order["to"], str) or order["from"] == order["to"]:
        raise bank.Refused(400, "from and to must be the ids of two accounts")
    if not is_integer(order["amount"], 1, MOST):
        raise bank.Refused(400, f"amount must be an integer from 1 to {MOST}")
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= 100:
        raise bank.Refused(400, "Idempotency-Key must have 1-100 characters")
    return jsonify(bank.transfer(order, key)), 201


def read_object() -> dict:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def is_integer(value, least: int, most: int) -> bool:
    # True is an int in Python.
    return type(value) is int and least <= value <= most


def whole_number(name: str, default: int, most: int) -> int:
    text = request.args.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:20]) <= most:
        raise bank.Refused(400, f"{name} must be an integer from 1 to {most}")
    return int(text)


@app.errorhandler(bank.Refused)
def refuse(error):
    return jsonify(error=str(error)), error.status


@app.errorhandler(HTTPException)
def answer(error):
    return jsonify(error=error.description), error.code


bank.create_tables()
app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
