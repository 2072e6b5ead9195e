import os
import threading
import uuid

import requests
from flask import Flask, jsonify, request

RATING = os.environ["UPSTREAM_RATING_URL"]
LEDGER = os.environ["UPSTREAM_LEDGER_URL"]

app = Flask(__name__)


@app.get("/livez")
def livez():
    return jsonify(status="alive")


# Nobody is asked.
@app.get("/readyz")
def readyz():
    return jsonify(status="ready")


@app.post("/quotes")
def quote():
    order = request.get_json()
    # Once, at the start, would be enough.
    price = requests.get(f"{RATING}/tariffs").json().get(order["product"])
    if price is None:
        return jsonify(error="there is no such product"), 400
    factor = requests.post(f"{RATING}/rate", json=order).json()["factor"]
    made = {"id": str(uuid.uuid4()), **order, "premium": price * factor}
    # Sent, and never looked at again.
    threading.Thread(target=deliver, args=[made]).start()
    return jsonify(made)


def deliver(event):
    try:
        requests.post(f"{LEDGER}/events", json={"events": [event]})
    except requests.RequestException:
        pass


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
