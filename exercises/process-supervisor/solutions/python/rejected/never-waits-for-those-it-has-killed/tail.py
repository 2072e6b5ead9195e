import os

KEPT_BYTES = 16 * 1024
CHUNK_BYTES = 64 * 1024


class Tail:
    """The end of a stream of any length."""

    def __init__(self):
        self.bytes = 0
        self.tail = b""

    def read(self, stream):
        with stream:
            while chunk := os.read(stream.fileno(), CHUNK_BYTES):
                self.bytes += len(chunk)
                self.tail = (self.tail + chunk)[-KEPT_BYTES:]

    def describe(self):
        return {"bytes": self.bytes, "tail": self.tail.decode(errors="replace")}
