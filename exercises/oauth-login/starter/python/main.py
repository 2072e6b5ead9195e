import os
from urllib.parse import urlencode

from flask import Flask, jsonify, redirect

ISSUER = os.environ["UPSTREAM_PROVIDER_URL"]
app = Flask(__name__)


@app.get("/login")
def login():
    # What the old desk did: the same state for everybody, and nothing that the provider's document says.
    query = {
        "response_type": "code",
        "client_id": "ticket-desk",
        "redirect_uri": "https://desk.example/callback",
        "state": "desk",
    }
    return redirect(f"{ISSUER}/authorize?{urlencode(query)}")


@app.get("/callback")
def callback():
    return jsonify(error="invalid_callback"), 400


@app.get("/me")
def me():
    return jsonify(error="not_logged_in"), 401


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
