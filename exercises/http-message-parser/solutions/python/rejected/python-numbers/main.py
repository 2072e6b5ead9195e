import string

TOKEN_CHARACTERS = frozenset(b"!#$%&'*+-.^_`|~" + (string.ascii_letters + string.digits).encode())
VALUE_CHARACTERS = frozenset([9, *range(0x20, 0x7F), *range(0x80, 0x100)])
VISIBLE_CHARACTERS = frozenset(range(0x21, 0x7F))

OK = None
DEFAULTS = {"maxHeaderBytes": 8192, "maxBodyBytes": 1_048_576}


def create_parser(options=None):
    return RequestParser({**DEFAULTS, **(options or {})})


class RequestParser:
    """Methods called `on_…` handle one line or piece; they return an error code or OK."""

    def __init__(self, limits):
        self.limits = limits
        self.input = b""
        self.done = []
        self.error = OK
        self.start_request()

    def start_request(self):
        self.request = None
        self.used = 0
        self.state = self.on_request_line

    def feed(self, data):
        if self.error is OK:
            self.input += bytes(data)
            while self.error is OK and self.input and self.advance():
                pass
        done, self.done = self.done, []
        return {"requests": done, "error": self.error}

    def end(self):
        if self.error is not OK:
            return self.error
        if self.request is None and not self.input:
            return None
        return "incomplete-message"

    def advance(self):
        """Uses up some input. False when there is too little of it."""
        if self.state in (self.on_body, self.on_chunk_end):
            self.error = self.state()
            return True
        line, rest, self.error = self.split_line()
        if line is None or self.error is not OK:
            return False
        self.input = rest
        self.error = self.state(line)
        return True

    def split_line(self):
        before_lf, lf, rest = self.input.partition(b"\n")
        is_blank = self.request is None and before_lf == b"\r"
        size = len(before_lf) + len(lf)
        stray_cr = before_lf.find(b"\r", 0, len(before_lf) - 1)
        if stray_cr >= 0:
            size = stray_cr + 1
        if not is_blank and self.used + size > self.limits["maxHeaderBytes"]:
            return None, b"", "headers-too-large"
        if stray_cr >= 0 or (lf and not before_lf.endswith(b"\r")):
            return None, b"", "bad-line-ending"
        if not lf:
            return None, b"", OK
        if not is_blank:
            self.used += size
        return before_lf[:-1], rest, OK

    def on_request_line(self, line):
        if line == b"":
            return OK
        parts = line.split(b" ")
        if len(parts) != 3 or not parts[0] or not parts[1]:
            return "bad-request-line"
        method, target, protocol = parts
        if not TOKEN_CHARACTERS.issuperset(method) or not VISIBLE_CHARACTERS.issuperset(target):
            return "bad-request-line"
        if len(protocol) != 8 or protocol[:5] != b"HTTP/" or protocol[6:7] != b".":
            return "bad-request-line"
        if not (protocol[5:6] + protocol[7:8]).isdigit():
            return "bad-request-line"
        if protocol[5:] not in (b"1.0", b"1.1"):
            return "bad-version"
        self.request = {
            "method": method.decode(),
            "target": target.decode(),
            "version": protocol[5:].decode(),
            "headers": [],
            "body": b"",
            "trailers": [],
        }
        self.body = bytearray()
        self.state = self.on_header
        return OK

    def on_header(self, line):
        if line:
            return self.add_field("headers", line)
        self.used = 0
        return self.choose_framing()

    def on_trailer(self, line):
        if line:
            return self.add_field("trailers", line)
        return self.finish()

    def add_field(self, section, line):
        if line[0] in b" \t":
            return "obs-fold"
        colon = line.find(b":")
        name, value = line[: max(colon, 0)], line[colon + 1 :]
        if not name or not TOKEN_CHARACTERS.issuperset(name) or not VALUE_CHARACTERS.issuperset(value):
            return "bad-header"
        self.request[section].append([name.decode().lower(), value.strip(b" \t").decode("latin-1")])
        return OK

    def choose_framing(self):
        found = {"host": [], "content-length": [], "transfer-encoding": []}
        for name, value in self.request["headers"]:
            if name in found:
                found[name].append(value)
        hosts, lengths, codings = found.values()
        is_old = self.request["version"] == "1.0"
        if len(hosts) > 1 or (not hosts and not is_old):
            return "bad-host"
        if codings and (lengths or is_old):
            return "conflicting-framing"
        if codings:
            if [coding.lower() for coding in codings] != ["chunked"]:
                return "bad-transfer-encoding"
            self.state = self.on_chunk_size
            return OK
        if not lengths:
            return self.finish()
        if len(lengths) > 1:
            return "bad-content-length"
        try:
            length = int(lengths[0])
        except ValueError:
            return "bad-content-length"
        return self.expect_body(length, then=self.finish)

    def on_chunk_size(self, line):
        self.used = 0
        try:
            size = int(line.split(b";")[0], 16)
        except ValueError:
            return "bad-chunk"
        if size == 0:
            self.state = self.on_trailer
            return OK
        return self.expect_body(size, then=self.after_chunk)

    def expect_body(self, size, then):
        if len(self.body) + size > self.limits["maxBodyBytes"]:
            return "body-too-large"
        self.missing, self.then, self.state = size, then, self.on_body
        return OK if size > 0 else then()

    def on_body(self):
        piece, self.input = self.input[: self.missing], self.input[self.missing :]
        self.body += piece
        self.missing -= len(piece)
        return OK if self.missing else self.then()

    def after_chunk(self):
        self.expected_end = b"\r\n"
        self.state = self.on_chunk_end
        return OK

    def on_chunk_end(self):
        if self.input[:1] != self.expected_end[:1]:
            return "bad-chunk"
        self.input, self.expected_end = self.input[1:], self.expected_end[1:]
        if not self.expected_end:
            self.state = self.on_chunk_size
        return OK

    def finish(self):
        self.request["body"] = bytes(self.body)
        self.done.append(self.request)
        self.start_request()
        return OK
