import os

import requests
from flask import Flask, jsonify, request
from psycopg_pool import ConnectionPool

pool = ConnectionPool(os.environ["DATABASE_URL"], open=True)
with pool.connection() as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS trips (order_id text, flight text, hotel text, amount bigint)")

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return jsonify(status="ok")


@app.post("/trips")
def post_trip():
    trip = request.json
    order = trip["order"]
    with pool.connection() as connection:
        connection.execute(
            "INSERT INTO trips VALUES (%s, %s, %s, %s)", (order, trip["flight"], trip["hotel"], trip["amount"])
        )
    reservation = requests.post(
        os.environ["UPSTREAM_FLIGHT_URL"] + "/reservations",
        json={"order": order, "flight": trip["flight"]},
        headers={"Idempotency-Key": f"{order}-flight"},
    )
    # The hotel and the payment are missing, and so is what happens when somebody says no.
    steps = [{"step": "flight", "status": "done", "id": reservation.json()["id"]}]
    return jsonify(order=order, status="booking", steps=steps), 202


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
