import os
import uuid

from flask import Flask, jsonify, request

app = Flask(__name__)
keys = {}


@app.put("/keys/<kid>")
def add_key(kid):
    keys[kid] = request.get_json()["jwk"]
    return "", 204


# The set is empty, for now: which members of a key may anybody read?
@app.get("/.well-known/jwks.json")
def key_set():
    return jsonify(keys=[])


@app.post("/sessions")
def begin_session():
    body = request.get_json()
    if not isinstance(body.get("user"), str):
        return refuse(400, "user must be a string")
    # Nothing is signed and nothing is remembered yet.
    return (
        jsonify(
            accessToken="header.claims.signature",
            tokenType="Bearer",
            expiresIn=body.get("accessSeconds", 300),
            refreshToken=str(uuid.uuid4()),
        ),
        201,
    )


@app.get("/me")
def me():
    return refuse(401, "nobody is known yet")


def refuse(status, error):
    return jsonify(error=error), status


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
