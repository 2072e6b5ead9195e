"""The grammar of RFC 9112 written down as one generator, which asks for what it needs next:
`yield LINE` for a line, `yield n` for n bytes."""

import re

LINE = "line"
TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
REQUEST_LINE = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([!-~]+) HTTP/([0-9]\.[0-9])")
FIELD_VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")


class Refused(Exception):
    pass


def create_parser(options=None):
    return Parser(**(options or {}))


class Parser:
    def __init__(self, maxHeaderBytes=8192, maxBodyBytes=1024 * 1024):
        self.max_header, self.max_body = maxHeaderBytes, maxBodyBytes
        self.buffer = bytearray()
        self.requests = []
        self.error = None
        self.between_requests = True
        self.budget = 0
        self.grammar = self.connection()
        self.need = next(self.grammar)

    def feed(self, data):
        if self.error is None:
            self.buffer += data
            try:
                while (piece := self.take()) is not None:
                    self.need = self.grammar.send(piece)
            except Refused as refused:
                self.error = str(refused)
                self.buffer.clear()
        requests, self.requests = self.requests, []
        return {"requests": requests, "error": self.error}

    def end(self):
        if self.error is not None:
            return self.error
        return None if self.between_requests and not self.buffer else "incomplete-message"

    def take(self):
        if self.need is LINE:
            return self.take_line()
        if len(self.buffer) < self.need:
            return None
        return self.cut(self.need)

    def take_line(self):
        cr, lf = self.buffer.find(b"\r"), self.buffer.find(b"\n")
        length = len(self.buffer) if lf < 0 else lf + 1
        is_skipped = self.between_requests and self.buffer[:1] == b"\r" and length <= 2
        if 0 <= cr < len(self.buffer) - 1 and self.buffer[cr + 1] != 0x0A:
            length = cr + 1
        if length > self.budget and not is_skipped:
            raise Refused("headers-too-large")
        if length == cr + 1 and length < len(self.buffer):
            raise Refused("bad-line-ending")
        if lf < 0:
            return None
        if lf == 0 or cr != lf - 1:
            raise Refused("bad-line-ending")
        if not is_skipped:
            self.budget -= length
        return self.cut(length)[:-2]

    def cut(self, length):
        piece = bytes(self.buffer[:length])
        del self.buffer[:length]
        return piece

    def connection(self):
        while True:
            self.between_requests = True
            self.budget = self.max_header
            line = b""
            while line == b"":
                line = yield LINE
            self.between_requests = False
            method, target, version = parse_request_line(line)
            headers = yield from self.fields()
            framing = decide_framing(version, headers)
            trailers = []
            if framing == "chunked":
                body = yield from self.chunks()
                self.budget = self.max_header
                trailers = yield from self.fields()
            else:
                self.check_body(framing)
                body = yield framing
            self.requests.append(
                {
                    "method": method,
                    "target": target,
                    "version": version,
                    "headers": headers,
                    "body": body,
                    "trailers": trailers,
                }
            )

    def fields(self):
        fields = []
        while (line := (yield LINE)) != b"":
            fields.append(parse_field(line))
        return fields

    def chunks(self):
        body = bytearray()
        while True:
            self.budget = self.max_header
            size_text = (yield LINE).split(b";", 1)[0]
            if not re.fullmatch(rb"[0-9a-fA-F]+", size_text):
                raise Refused("bad-chunk")
            size = int(size_text, 16)
            if size == 0:
                return bytes(body)
            self.check_body(len(body) + size)
            body += yield size
            for expected in (b"\r", b"\n"):
                if (yield 1) != expected:
                    raise Refused("bad-chunk")

    def check_body(self, size):
        if size > self.max_body:
            raise Refused("body-too-large")


def parse_request_line(line):
    match = REQUEST_LINE.fullmatch(line)
    if not match:
        raise Refused("bad-request-line")
    method, target, version = (part.decode("ascii") for part in match.groups())
    if version not in ("1.0", "1.1"):
        raise Refused("bad-version")
    return method, target, version


def parse_field(line):
    if line[:1] in (b" ", b"\t"):
        raise Refused("obs-fold")
    name, colon, value = line.partition(b":")
    if not colon or not TOKEN.fullmatch(name) or not FIELD_VALUE.fullmatch(value):
        raise Refused("bad-header")
    return [name.decode("ascii").lower(), value.strip(b" \t").decode("latin-1")]


def decide_framing(version, headers):
    def values(wanted):
        return [value for name, value in headers if name == wanted]

    hosts, lengths, codings = values("host"), values("content-length"), values("transfer-encoding")
    if len(hosts) > 1 or (version == "1.1" and not hosts):
        raise Refused("bad-host")
    if codings and (lengths or version == "1.0"):
        raise Refused("conflicting-framing")
    if codings:
        if len(codings) > 1 or codings[0].lower() != "chunked":
            raise Refused("bad-transfer-encoding")
        return "chunked"
    if len(lengths) > 1 or not all(re.fullmatch("[0-9]+", length) for length in lengths):
        raise Refused("bad-content-length")
    return size_of(lengths[0]) if lengths else 0


def size_of(digits):
    # Python refuses to convert more than 4300 digits; from 20 on the exact value does not matter here.
    significant = digits.lstrip("0")
    return int(significant or "0") if len(significant) < 20 else 10**20
