import json
import os
import queue
import re
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KINDS = ("goal", "card", "note", "end")
LINE_END = re.compile(r"\r\n|\r|\n")
MOST_WAITING_BYTES = 8 * 1024 * 1024


def to_event(id, kind, text):
    lines = "".join(f"data: {line}\n" for line in LINE_END.split(text))
    return f"id: {id}\nevent: {kind}\n{lines}\n".encode()


class Follower:
    def __init__(self, connection):
        self.connection, self.queue, self.bytes = connection, queue.Queue(), 0

    def push(self, event):
        self.queue.put(event)
        self.bytes += len(event)
        if self.bytes > MOST_WAITING_BYTES:
            try:
                self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Match:
    def __init__(self):
        self.lock = threading.Lock()
        self.events, self.followers, self.over = [], [], False

    def report(self, kind, text):
        with self.lock:
            if self.over:
                return None
            id = len(self.events) + 1
            event = to_event(id, kind, text)
            self.events.append(event)
            for follower in self.followers:
                follower.push(event)
                if kind == "end":
                    follower.push(b"")
            self.over = kind == "end"
            return str(id)

    def place_behind(self, last_event_id):
        if last_event_id is None:
            return len(self.events), False
        oldest = max(0, len(self.events) - 100)
        if re.fullmatch(r"[0-9]{1,9}", last_event_id) and oldest < int(last_event_id) <= len(self.events):
            return int(last_event_id), False
        return oldest, True


matches, matches_lock = {}, threading.Lock()


def get_match(name):
    with matches_lock:
        return matches.setdefault(name, Match())


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        name, what = re.fullmatch(r"/matches/(.+)/(.+)|.*", self.path).groups()
        if name is None:
            return self.answer(404, {"error": "no such page"})
        match = get_match(name)
        if what == "followers":
            return self.answer(200, {"followers": len(match.followers)})
        place, is_new_start = match.place_behind(self.headers.get("last-event-id"))
        if match.over and place == len(match.events):
            return self.answer(204)
        follower = Follower(self.connection)
        try:
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("cache-control", "no-cache")
            self.send_header("x-accel-buffering", "no")
            self.end_headers()
            self.wfile.write(b"retry: 2000\n\n")
            if is_new_start:
                self.wfile.write(b"event: reset\ndata: start over\n\n")
            self.follow(match, place, follower)
        except OSError:
            pass
        finally:
            with match.lock:
                if follower in match.followers:
                    match.followers.remove(follower)

    def follow(self, match, place, follower):
        with match.lock:
            match.followers.append(follower)
        while place < len(match.events):
            self.wfile.write(match.events[place])
            place += 1
        while not match.over or not follower.queue.empty():
            try:
                event = follower.queue.get(timeout=1)
            except queue.Empty:
                event = b":\n\n"
            else:
                follower.bytes -= len(event)
            if event == b"":
                return
            self.wfile.write(event)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            entry = json.loads(body)
            kind, text = entry["kind"], entry["text"]
            if kind not in KINDS or not isinstance(text, str) or not 1 <= len(text) <= 100_000:
                raise ValueError("breaks a rule")
        except (ValueError, TypeError, KeyError):
            return self.answer(400, {"error": "no entry"})
        id = get_match(self.path.split("/")[2]).report(kind, text)
        self.answer(409, {"error": "the match is over"}) if id is None else self.answer(201, {"id": id})

    def answer(self, status, body=None):
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128


Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
