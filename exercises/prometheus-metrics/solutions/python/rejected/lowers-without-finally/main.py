import json
import os
import re
import time
import uuid
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, urlopen

from metrics import add, exposition, observe

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
parcels = {}
carriers = []


def use_carriers(body):
    global carriers
    names = body.get("names")
    if not is_list_of_names(names):
        return 400, {"error": "names is a list of names"}
    carriers = names
    for name in names:
        for outcome in ("ok", "failed"):
            add("hub_calls_total", 0, carrier=name, outcome=outcome)
    return 204, None


def send_parcel(body):
    carrier, to = body.get("carrier"), body.get("to")
    if carrier not in carriers or not isinstance(to, str) or to == "":
        return 400, {"error": "a parcel has a carrier of the list and an address"}
    printed = print_label(carrier, to)
    add("hub_calls_total", 1, carrier=carrier, outcome="ok" if printed else "failed")
    if not printed:
        return 502, {"error": "the hub printed no label"}
    parcel = {"id": str(uuid.uuid4()), "carrier": carrier, "to": to}
    parcels[parcel["id"]] = parcel
    return 201, parcel


def read_parcel(_body, id):
    return (200, parcels[id]) if id in parcels else (404, {"error": "no such parcel"})


def read_address(_body, id):
    return (200, {"to": parcels[id]["to"]}) if id in parcels else (404, {"error": "no such parcel"})


def delete_parcel(_body, id):
    return (204, None) if parcels.pop(id, None) else (404, {"error": "no such parcel"})


def nothing_here(_body):
    return 404, {"error": "nothing here"}


# The label of a route stands beside its pattern: no request can invent another one.
ROUTES = [
    ("PUT", re.compile(r"/carriers"), "/carriers", use_carriers),
    ("POST", re.compile(r"/parcels"), "/parcels", send_parcel),
    ("GET", re.compile(r"/parcels/([^/]+)"), "/parcels/:id", read_parcel),
    ("GET", re.compile(r"/parcels/([^/]+)/address"), "/parcels/:id/address", read_address),
    ("DELETE", re.compile(r"/parcels/([^/]+)"), "/parcels/:id", delete_parcel),
]


def find_route(method, path):
    for of, pattern, route, handle in ROUTES:
        found = pattern.fullmatch(path)
        if of == method and found:
            return route, handle, found.groups()
    return "unmatched", nothing_here, ()


def print_label(carrier, to):
    """Whether the hub printed it."""
    content = json.dumps({"carrier": carrier, "to": to}).encode()
    call = Request(f"{os.environ['UPSTREAM_HUB_URL']}/labels", content, {"Content-Type": "application/json"})
    try:
        with urlopen(call, timeout=30) as answer:
            answer.read()
            return True
    except (OSError, HTTPException):
        return False


def is_list_of_names(names):
    return (
        isinstance(names, list)
        and 1 <= len(names) <= 20
        and all(isinstance(name, str) and 1 <= len(name) <= 40 for name in names)
        and len(set(names)) == len(names)
    )


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __getattr__(self, name):
        # The server looks for a method do_<METHOD>: any method is answered.
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def answer(self):
        path = self.path.split("?")[0]
        if self.command == "GET" and path == "/metrics":
            return self.send(200, exposition().encode(), "text/plain; version=0.0.4; charset=utf-8")
        started_at = time.perf_counter()
        method = self.command if self.command in METHODS else "other"
        route, handle, arguments = find_route(self.command, path)
        add("http_requests_in_flight", 1)
        status = 499
        try:
            answer_status, body = handle(self.read_body(), *arguments)
            self.send(answer_status, b"" if body is None else json.dumps(body).encode(), "application/json")
            status = answer_status
            add("http_requests_in_flight", -1)
            add("http_requests_total", 1, method=method, route=route, status=str(status))
            seconds = time.perf_counter() - started_at
            observe("http_request_duration_seconds", seconds, method=method, route=route)
        except OSError:
            self.close_connection = True  # the client has gone

    def read_body(self):
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}

    def send(self, status, content, content_type):
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format, *args):
        pass


add("http_requests_in_flight", 0)
ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
