import json
import os
import re
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KINDS = ("goal", "card", "note", "end")
KEPT_ENTRIES = 100
LONGEST_TEXT = 100_000
MOST_WAITING_BYTES = 8 * 1024 * 1024
HEARTBEAT_SECONDS = 1
# Not str.splitlines(): that knows seven more line ends, and forgets an empty last line.
LINE_END = re.compile(r"\r\n|\r|\n")


class Entry:
    """A link of the journal's chain. It lives as long as it is kept, or as long as a slow follower stands before it."""

    def __init__(self, id, event=b""):
        self.id, self.event, self.next = id, event, None


class Follower:
    def __init__(self, connection):
        self.connection = connection
        self.owed = {}  # new entries that wait; who asked for a long past may take their time with that
        self.owed_bytes = 0

    def owe(self, entry):
        self.owed[entry] = len(entry.event)
        self.owed_bytes += len(entry.event)
        if self.owed_bytes > MOST_WAITING_BYTES:
            # Wakes the thread that is blocked in writing to it.
            self.connection.shutdown(socket.SHUT_RDWR)

    def paid(self, entry):
        self.owed_bytes -= self.owed.pop(entry, 0)


class Match:
    def __init__(self):
        self.changed = threading.Condition()
        self.kept, self.last, self.over = [], Entry("0"), False
        self.followers = set()

    def report(self, kind, text):
        """Tells everybody, and waits for nobody: each follower has a thread of its own to write in."""
        with self.changed:
            if self.over:
                return None
            id = str(int(self.last.id) + 1)
            lines = "".join(f"data: {line}\n" for line in LINE_END.split(text))
            self.last.next = Entry(id, f"id: {id}\nevent: {kind}\n{lines}\n".encode())
            self.last = self.last.next
            self.kept = [*self.kept, self.last][-KEPT_ENTRIES:]
            self.over = kind == "end"
            for follower in self.followers:
                try:
                    follower.owe(self.last)
                except OSError:
                    pass  # it has just gone; its own thread clears up
            self.changed.notify_all()
            return id

    def place_behind(self, last_event_id):
        """Where to begin, and whether that is a new start."""
        if last_event_id is None:
            return self.last, False
        for entry in self.kept:
            if entry.id == last_event_id:
                return entry, False
        return self.last, False


matches = {}
matches_lock = threading.Lock()


def get_match(name):
    with matches_lock:
        return matches.setdefault(name, Match())


class Handler(BaseHTTPRequestHandler):
    ROUTE = re.compile(r"/matches/([a-z0-9-]{1,40})/(entries|stream|followers)")

    def do_GET(self):
        route = self.ROUTE.fullmatch(self.path)
        if route is None or route[2] == "entries":
            return self.answer(404, {"error": "no such page"})
        match = get_match(route[1])
        if route[2] == "followers":
            return self.answer(200, {"followers": len(match.followers)})
        try:
            self.follow(match)
        except OSError:
            pass  # gone, or cut off
        self.close_connection = True

    def follow(self, match):
        follower = Follower(self.connection)
        with match.changed:
            place, is_new_start = match.place_behind(self.headers.get("last-event-id"))
            if match.over and place is match.last:
                return self.answer(204)
            match.followers.add(follower)
        try:
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("cache-control", "no-cache")
            self.send_header("x-accel-buffering", "no")
            self.end_headers()
            self.wfile.write(b"retry: 2000\n\n")
            if is_new_start:
                self.wfile.write(b"event: reset\ndata: start over\n\n")
            self.go_on_behind(place, match, follower)
        finally:
            with match.changed:
                match.followers.discard(follower)

    def go_on_behind(self, place, match, follower):
        while True:
            with match.changed:
                if place.next is None and not match.over:
                    match.changed.wait(HEARTBEAT_SECONDS)
                is_end = place.next is None and match.over
            if is_end:
                return
            if place.next is None:
                self.wfile.write(b":\n\n")
                continue
            place = place.next
            self.wfile.write(place.event)
            with match.changed:
                follower.paid(place)

    def do_POST(self):
        route = self.ROUTE.fullmatch(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if route is None or route[2] != "entries":
            return self.answer(404, {"error": "no such page"})
        try:
            entry = json.loads(body)
            kind, text = entry["kind"], entry["text"]
            if kind not in KINDS or not isinstance(text, str) or not 1 <= len(text) <= LONGEST_TEXT:
                raise ValueError("breaks a rule")
        except (ValueError, TypeError, KeyError):
            return self.answer(400, {"error": "no entry"})
        id = get_match(route[1]).report(kind, text)
        self.answer(409, {"error": "the match is over"}) if id is None else self.answer(201, {"id": id})

    def answer(self, status, body=None):
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        if body is not None:
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128


Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
