import os
import queue
import threading
import time
import traceback

from flask import Flask, jsonify, request

import log
import saga

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/trips")
def post_trip():
    trip = {name: request.json[name] for name in ("order", "flight", "hotel", "amount")}
    is_new = log.begin(trip)
    ordered, events = log.read(trip["order"])
    if ordered != trip:
        return jsonify(error="this order is another trip"), 409
    if is_new:
        start(trip["order"])
    return jsonify(shown(trip["order"], events)), 202 if is_new else 200


@app.get("/trips/<order>")
def get_trip(order):
    trip, events = log.read(order)
    if trip is None:
        return jsonify(error="there is no such order"), 404
    return jsonify(shown(order, events))


def shown(order: str, events: list[dict]) -> dict:
    state = saga.State(events)
    return {"order": order, "status": state.status, "steps": state.steps}


waiting = queue.Queue()


def start(order: str) -> None:
    waiting.put(order)


def work() -> None:
    while True:
        carry_out(waiting.get())


def carry_out(order: str) -> None:
    """Adds to the log of a trip until it is over. Nothing is known but the log, at the first start as after a crash."""
    while True:
        try:
            trip, events = log.read(order)
            state = saga.State(events)
            while not state.is_over:
                for kind, step, id in saga.move(trip, state):
                    log.append(order, kind, step, id)
                    state.apply(kind, step, id)
            return
        except Exception:
            # PostgreSQL is away, say: what is not in the log is done again, under its key.
            traceback.print_exc()
            time.sleep(0.5)


log.create_tables()
threading.Thread(target=work, daemon=True).start()
for unfinished in log.orders():
    start(unfinished)
app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
