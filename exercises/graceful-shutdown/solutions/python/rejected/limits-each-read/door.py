import socket
import threading
from http.server import ThreadingHTTPServer


class Door(ThreadingHTTPServer):
    """Knows each connection, and whether a request is under way on it."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.changed = threading.Condition()
        self.idle, self.busy = set(), set()
        self.is_shut = self.is_cut = False

    def process_request(self, connection, address):
        with self.changed:
            self.idle.add(connection)
        super().process_request(connection, address)

    def shutdown_request(self, connection):
        with self.changed:
            self.idle.discard(connection)
            self.busy.discard(connection)
            self.changed.notify_all()
        super().shutdown_request(connection)

    def begin(self, connection):
        with self.changed:
            self.idle.discard(connection)
            self.busy.add(connection)

    def end(self, connection):
        """Whether it was the last request on this connection."""
        with self.changed:
            self.busy.discard(connection)
            self.idle.add(connection)
            self.changed.notify_all()
            return self.is_shut

    def shut(self):
        self.shutdown()
        self.server_close()
        with self.changed:
            self.is_shut = True
            hang_up(self.idle)

    def wait_until_empty(self, seconds):
        with self.changed:
            self.changed.wait_for(lambda: not self.busy, timeout=seconds)

    def cut(self):
        with self.changed:
            self.is_cut = True
            hang_up(self.busy)

    def handle_error(self, connection, address):
        pass


def hang_up(connections):
    """Wakes up the threads that wait for a request."""
    for connection in connections:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the other side was quicker
