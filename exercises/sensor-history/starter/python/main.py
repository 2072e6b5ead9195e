import os

import redis
from flask import Flask, jsonify, request

store = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
app = Flask(__name__)


# What the first version did: a key for each reading, for ever, and `KEYS` to find them.
@app.post("/sensors/<sensor>/readings")
def save(sensor):
    readings = request.get_json()["readings"]
    for reading in readings:
        store.set(f"sensor:{sensor}:{reading['at']}", reading["value"])
    return jsonify(stored=len(readings))


@app.get("/sensors/<sensor>/readings")
def page(sensor):
    readings = []
    for key in store.keys(f"sensor:{sensor}:*"):
        readings.append({"at": int(key.split(":")[2]), "value": float(store.get(key))})
    return jsonify(readings=readings)


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
