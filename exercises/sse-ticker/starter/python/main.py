import os
import time

from flask import Flask, Response, jsonify

app = Flask(__name__)


@app.get("/matches/<match>/stream")
def stream(match):
    def events():
        # One event, as an example. What is missing: everything that reporters report.
        yield "id: 1\nevent: note\ndata: Welcome\n\n"
        while True:
            time.sleep(1)

    return Response(events(), content_type="text/event-stream")


@app.post("/matches/<match>/entries")
def report(match):
    return jsonify(error="to do"), 501


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
