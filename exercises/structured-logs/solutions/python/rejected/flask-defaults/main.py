import logging
import os
import queue
import re
import threading
import time
import uuid
from datetime import datetime, timezone

import requests
import structlog
from flask import Flask, g, jsonify, request
from werkzeug.exceptions import HTTPException

SECRET = {"password", "card", "cvv", "token", "iban"}


def loggable(value):
    if isinstance(value, str):
        return value[:256] + "…" if len(value) > 256 else value
    if isinstance(value, list):
        return [loggable(item) for item in value]
    if isinstance(value, dict):
        return {name: "[redacted]" if name.lower() in SECRET else loggable(member) for name, member in value.items()}
    return value


def add_time(_logger, _method, line):
    line["time"] = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    line["level"] = {"warning": "warn"}.get(line["level"], line["level"])
    line["msg"] = line.pop("event")
    return line


structlog.configure(
    processors=[structlog.processors.add_log_level, add_time, structlog.processors.JSONRenderer()],
    wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    # Writes a line with its line break in one piece; the default writes twice, and threads would tear lines apart.
    logger_factory=structlog.WriteLoggerFactory(),
)
root = structlog.get_logger()
app = Flask(__name__)
orders = {}
warehouse = {}
jobs = queue.Queue()


@app.before_request
def begin():
    given = request.headers.get("X-Correlation-Id", "")
    g.id = given if re.fullmatch(r"[A-Za-z0-9._-]{1,64}", given) else str(uuid.uuid4())
    g.started_at = time.monotonic()
    g.logger = root.bind(correlationId=g.id)


@app.after_request
def end(response):
    response.headers["X-Correlation-Id"] = g.id
    status = response.status_code
    write = g.logger.error if status >= 500 else g.logger.warning if status >= 400 else g.logger.info
    duration = round((time.monotonic() - g.started_at) * 1000)
    write("request", method=request.method, path=request.environ["RAW_URI"].split("?")[0], status=status, durationMs=duration)
    return response


@app.put("/upstreams/warehouse")
def use_warehouse():
    warehouse.update(request.get_json())
    return "", 204


@app.post("/orders")
def place_order():
    order = request.get_json(silent=True)
    if not is_order(order):
        return jsonify(error="an order has a customer and items"), 400
    order_id = str(uuid.uuid4())
    logger = g.logger.bind(orderId=order_id)
    logger.info("order received", order=loggable(order))
    if not call("reservations", {"orderId": order_id, "items": order["items"]}, g.id, logger):
        return jsonify(error="the warehouse did not reserve the items"), 502
    orders[order_id] = {"id": order_id, "status": "reserved"}
    jobs.put(({"orderId": order_id, "customer": order["customer"]}, g.id, logger))
    return jsonify(orders[order_id]), 201


@app.get("/orders/<order_id>")
def read_order(order_id):
    if order_id not in orders:
        return jsonify(error="nothing here"), 404
    return jsonify(orders[order_id])


@app.errorhandler(HTTPException)
def refuse(error):
    return jsonify(error=error.name), 404 if error.code == 405 else error.code


def is_order(order):
    if not isinstance(order, dict) or not isinstance(order.get("customer"), str):
        return False
    items = order.get("items")
    if not 1 <= len(order["customer"]) <= 100 or not isinstance(items, list) or not items:
        return False
    return all(
        isinstance(item, dict)
        and isinstance(item.get("sku"), str)
        and type(item.get("quantity")) is int
        and item["quantity"] >= 1
        for item in items
    )


def call(target, body, correlation_id, logger):
    started_at = time.monotonic()
    headers = {"Authorization": f"Bearer {warehouse['token']}", "X-Correlation-Id": correlation_id}
    try:
        url = f"{warehouse['url']}/{target}"
        status = requests.post(url, json=body, headers=headers, timeout=5, allow_redirects=False).status_code
    except requests.RequestException:
        status = None
    good = status is not None and 200 <= status < 300
    duration = round((time.monotonic() - started_at) * 1000)
    (logger.info if good else logger.error)("upstream call", target=target, status=status, durationMs=duration)
    return good


def work():
    while True:
        call_arguments = jobs.get()
        call("confirmations", *call_arguments)


threading.Thread(target=work, daemon=True).start()
app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
