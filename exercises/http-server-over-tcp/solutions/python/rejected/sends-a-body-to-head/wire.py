"""Requests as they come over a connection."""

import re
from dataclasses import dataclass

LONGEST_REQUEST_LINE = 4096
LARGEST_HEADERS = 16_384
LARGEST_BODY = 1_048_576
TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
REQUEST_LINE = re.compile(r"(\S+) ([!-~]+) HTTP/([0-9])\.([0-9])")
CHUNK_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]*(;.*)?")


class Refusal(Exception):
    """Why a request is not answered as its sender hoped; the connection ends behind it."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status
        self.message = message


class Gone(Exception):
    """The client is not there any more."""


class Input:
    """What comes from a client, taken by lines and by numbers of bytes: how it was cut on its way does not matter."""

    def __init__(self, reader):
        self.reader = reader
        self.pending = bytearray()

    async def line(self, longest, too_long):
        """A line without its end, or None when the input has ended before it."""
        while True:
            end = self.pending.find(b"\n")
            if (len(self.pending) if end < 0 else end) > longest + 1:
                raise Refusal(too_long, "A line is too long")
            if end >= 0:
                line = self.take(end + 1).decode("latin-1")
                if not line.endswith("\r\n"):
                    raise Refusal(400, "A line does not end with CR LF")
                return line[:-2]
            if not await self.more():
                if self.pending:
                    raise Gone
                return None

    async def bytes(self, count):
        while len(self.pending) < count:
            if not await self.more():
                raise Gone
        return self.take(count)

    async def discard(self):
        """Reads on and forgets, until the client has ended its side."""
        while await self.more():
            self.pending.clear()

    def take(self, count):
        taken = bytes(self.pending[:count])
        del self.pending[:count]
        return taken

    async def more(self):
        piece = await self.reader.read(65_536)
        self.pending += piece
        return piece != b""


@dataclass
class Request:
    method: str
    path: str
    query: str
    minor: int  # of HTTP/1.0 or HTTP/1.1
    body: bytes
    keep_alive: bool  # whether another request may follow on this connection


async def read_request(input, say_continue):
    """The next request, or None when the client has ended its side between two of them."""
    line = ""
    while line == "":
        line = await input.line(LONGEST_REQUEST_LINE, 414)
    if line is None:
        return None
    method, target, minor = read_request_line(line)
    headers = await read_headers(input)
    hosts = len(headers.get("host", []))
    if hosts > 1 or (hosts == 0 and minor > 0):
        raise Refusal(400, "There must be one Host")
    length = body_length(headers, minor)
    if length != 0 and minor > 0 and has(headers, "expect", "100-continue"):
        say_continue()
    body = await (read_chunks(input) if length == "chunked" else input.bytes(length))
    path, _, query = target.partition("?")
    keep_alive = not has(headers, "connection", "close") and (minor > 0 or has(headers, "connection", "keep-alive"))
    return Request(method, path, query, minor, body, keep_alive)


def read_request_line(line):
    match = REQUEST_LINE.fullmatch(line)
    if not match or not TOKEN.fullmatch(match[1]):
        raise Refusal(400, "The request line is not one")
    if match[3] != "1":
        raise Refusal(505, "HTTP/1.1 is spoken here")
    return match[1], match[2], int(match[4])


async def read_headers(input):
    headers = {}
    left = LARGEST_HEADERS
    while True:
        line = await input.line(max(0, left - 2), 431)
        if line is None:
            raise Gone
        if line == "":
            return headers
        left -= len(line) + 2
        name, colon, value = line.partition(":")
        if not colon or not TOKEN.fullmatch(name):
            raise Refusal(400, "A header line is not one")
        headers.setdefault(name.lower(), []).append(value.strip(" \t"))


def body_length(headers, minor):
    """The one place that says where a body ends: after a number of bytes, or as its chunks say."""
    lengths = headers.get("content-length", [])
    codings = headers.get("transfer-encoding", [])
    if codings:
        if lengths or minor == 0:
            raise Refusal(400, "The body could be read in two ways")
        if ",".join(codings).lower() != "chunked":
            raise Refusal(501, "Only chunked is known here")
        return "chunked"
    if not lengths:
        return 0
    if len(lengths) > 1 or not re.fullmatch("[0-9]+", lengths[0]):
        raise Refusal(400, "The Content-Length is not one number")
    digits = lengths[0].lstrip("0")
    if len(digits) > 9 or int(digits or "0") > LARGEST_BODY:
        raise Refusal(413, "The body is too large")
    return int(digits or "0")


async def read_chunks(input):
    body = bytearray()
    while True:
        line = await input.line(1024, 400)
        if line is None:
            raise Gone
        match = CHUNK_LINE.fullmatch(line)
        if not match:
            raise Refusal(400, "A chunk does not begin with its size")
        size = int(match[1], 16)
        if size == 0:
            break
        if len(body) + size > LARGEST_BODY:
            raise Refusal(413, "The body is too large")
        body += await input.bytes(size)
        if await input.bytes(2) != b"\r\n":
            raise Refusal(400, "A chunk is longer than its size")
    await read_headers(input)  # the trailers, which nobody here asks for
    return bytes(body)


def has(headers, name, word):
    """Whether a header with a list holds this word."""
    return word in [item.strip().lower() for item in ",".join(headers.get(name, [])).split(",")]
