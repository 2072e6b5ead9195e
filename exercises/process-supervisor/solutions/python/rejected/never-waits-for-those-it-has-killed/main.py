import json
import os
import signal
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from supervisor import Supervisor

supervisor = Supervisor()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        order = json.loads(self.rfile.read(int(self.headers["content-length"])))
        job = supervisor.take(order) if self.path == "/jobs" else None
        if job is None:
            return self.answer(503, {"error": "no job is started any more"})
        self.answer(201, job.describe())

    def do_GET(self):
        job = self.find_job()
        if job is not None:
            self.answer(200, job.describe())

    def do_DELETE(self):
        job = self.find_job()
        if job is not None:
            supervisor.cancel(job)
            self.answer(202, job.describe())

    def find_job(self):
        job = supervisor.find(self.path.removeprefix("/jobs/"))
        if job is None:
            self.answer(404, {"error": "there is no such job"})
        return job

    def answer(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 64
    daemon_threads = True


def main():
    # Not blocked: children would have it blocked, too. A byte wakes this thread, whichever thread the system interrupts.
    waker, woken = socket.socketpair()
    woken.setblocking(False)
    signal.set_wakeup_fd(woken.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGTERM, lambda *_: None)

    server = Server(("127.0.0.1", int(os.environ["PORT"])), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    waker.recv(1)
    supervisor.stop()
    os._exit(0)


main()
