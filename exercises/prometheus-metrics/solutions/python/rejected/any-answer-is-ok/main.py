import os
import time
import uuid

import requests
from flask import Flask, Response, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from werkzeug.exceptions import HTTPException

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

# The framework's patterns and what they are called in the statement. Whatever is not here is one label.
ROUTES = {
    "/carriers": "/carriers",
    "/parcels": "/parcels",
    "/parcels/<id>": "/parcels/:id",
    "/parcels/<id>/address": "/parcels/:id/address",
}

answered = Counter("http_requests_total", "Requests that were answered.", ["method", "route", "status"])
durations = Histogram(
    "http_request_duration_seconds",
    "Time from the arrival of a request to its answer.",
    ["method", "route"],
    buckets=[0.05, 0.1, 0.25, 0.5, 1, 2.5],
)
in_flight = Gauge("http_requests_in_flight", "Requests that are not answered yet.")
hub_calls = Counter("hub_calls_total", "Calls to the hub that have ended.", ["carrier", "outcome"])

app = Flask(__name__)
parcels = {}
carriers = []


@app.before_request
def begin():
    g.measured = not (request.method == "GET" and request.path == "/metrics")
    if g.measured:
        g.started_at = time.perf_counter()
        in_flight.inc()


@app.after_request
def end(response):
    if g.measured:
        rule = request.url_rule.rule if request.url_rule else None
        method = request.method if request.method in METHODS else "other"
        route = ROUTES.get(rule, "unmatched")
        answered.labels(method, route, str(response.status_code)).inc()
        durations.labels(method, route).observe(time.perf_counter() - g.started_at)
    return response


@app.teardown_request
def leave(_error):
    # Whatever happened in between.
    if g.get("measured"):
        in_flight.dec()


@app.get("/metrics")
def metrics():
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


@app.put("/carriers")
def use_carriers():
    global carriers
    body = request.get_json(silent=True)
    names = body.get("names") if isinstance(body, dict) else None
    if not is_list_of_names(names):
        return jsonify(error="names is a list of names"), 400
    carriers = names
    for name in names:
        # Asking for a series makes it, with 0.
        hub_calls.labels(name, "ok")
        hub_calls.labels(name, "failed")
    return "", 204


@app.post("/parcels")
def send_parcel():
    body = request.get_json(silent=True)
    carrier, to = (body.get("carrier"), body.get("to")) if isinstance(body, dict) else (None, None)
    if carrier not in carriers or not isinstance(to, str) or to == "":
        return jsonify(error="a parcel has a carrier of the list and an address"), 400
    printed = print_label(carrier, to)
    hub_calls.labels(carrier, "ok" if printed else "failed").inc()
    if not printed:
        return jsonify(error="the hub printed no label"), 502
    parcel = {"id": str(uuid.uuid4()), "carrier": carrier, "to": to}
    parcels[parcel["id"]] = parcel
    return jsonify(parcel), 201


@app.get("/parcels/<id>")
def read_parcel(id):
    if id not in parcels:
        return jsonify(error="no such parcel"), 404
    return jsonify(parcels[id])


@app.get("/parcels/<id>/address")
def read_address(id):
    if id not in parcels:
        return jsonify(error="no such parcel"), 404
    return jsonify(to=parcels[id]["to"])


@app.delete("/parcels/<id>")
def delete_parcel(id):
    if parcels.pop(id, None) is None:
        return jsonify(error="no such parcel"), 404
    return "", 204


@app.errorhandler(HTTPException)
def refuse(error):
    return jsonify(error=error.name), 404 if error.code == 405 else error.code


def print_label(carrier, to):
    """Whether the hub printed it."""
    try:
        url = f"{os.environ['UPSTREAM_HUB_URL']}/labels"
        requests.post(url, json={"carrier": carrier, "to": to}, timeout=30, allow_redirects=False)
        return True
    except requests.RequestException:
        return False


def is_list_of_names(names):
    return (
        isinstance(names, list)
        and 1 <= len(names) <= 20
        and all(isinstance(name, str) and 1 <= len(name) <= 40 for name in names)
        and len(set(names)) == len(names)
    )


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
