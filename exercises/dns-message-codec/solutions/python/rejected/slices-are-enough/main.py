"""DNS messages (RFC 1035 §4.1): a reader that knows where it has to stop, and a writer that remembers names."""

import re

A, NS, CNAME, SOA, MX, TXT, AAAA = 1, 2, 5, 6, 15, 16, 28
INTERNET = 1
HEADER_BYTES = 12
SOA_NUMBERS = ("serial", "refresh", "retry", "expire", "minimum")
FLAGS = (("response", 15), ("authoritative", 10), ("truncated", 9), ("recursionDesired", 8), ("recursionAvailable", 7))
FIELDS = (("opcode", 11, 4), ("z", 4, 3), ("rcode", 0, 4))


class Refused(ValueError):
    pass


def decode(data):
    reader = Reader(data, 0, len(data))
    message = {"id": reader.number(2)}
    flags = reader.number(2)
    for name, shift in FLAGS:
        message[name] = bool(flags >> shift & 1)
    for name, shift, bits in FIELDS:
        message[name] = flags >> shift & (1 << bits) - 1
    questions, answers, authorities, additionals = (reader.number(2) for _ in range(4))
    message["questions"] = [read_question(reader) for _ in range(questions)]
    message["answers"] = [read_record(reader) for _ in range(answers)]
    message["authorities"] = [read_record(reader) for _ in range(authorities)]
    message["additionals"] = [read_record(reader) for _ in range(additionals)]
    if reader.at < len(data):
        raise Refused("trailing-bytes")
    return message


def read_question(reader):
    return {"name": reader.name(), "type": reader.number(2), "class": reader.number(2)}


def read_record(reader):
    record = read_question(reader)
    record["ttl"] = reader.number(4)
    length = reader.number(2)
    start = reader.at
    reader.take(length)
    # Whatever is missing within the data is not missing in the message.
    inner = Reader(reader.data, start, start + length, problem="bad-rdata")
    record["data"] = read_data(record["type"], record["class"], inner)
    if inner.at != inner.end:
        raise Refused("bad-rdata")
    return record


def read_data(type_, class_, reader):
    if type_ == A and class_ == INTERNET:
        return ".".join(str(byte) for byte in reader.take(4))
    if type_ == AAAA and class_ == INTERNET:
        return ":".join(f"{reader.number(2):x}" for _ in range(8))
    if type_ in (NS, CNAME):
        return reader.name()
    if type_ == MX:
        return {"preference": reader.number(2), "exchange": reader.name()}
    if type_ == SOA:
        names = {"mname": reader.name(), "rname": reader.name()}
        return names | {name: reader.number(4) for name in SOA_NUMBERS}
    if type_ == TXT:
        strings = [reader.string()]
        while reader.at < reader.end:
            strings.append(reader.string())
        return strings
    return reader.take(reader.end - reader.at)


class Reader:
    def __init__(self, data, at, end, problem="incomplete"):
        self.data, self.at, self.end, self.problem = data, at, end, problem

    def take(self, count):
        self.at += count
        return bytes(self.data[self.at - count : self.at])

    def number(self, size):
        return int.from_bytes(self.take(size), "big")

    def string(self):
        return self.take(self.number(1))

    def name(self):
        labels = []
        size = 1
        run = self
        start = self.at
        while (length := run.number(1)) != 0:
            if length >= 0xC0:
                target = (length & 0x3F) << 8 | run.number(1)
                if not HEADER_BYTES <= target < start:
                    raise Refused("bad-pointer")
                start = target
                run = Reader(self.data, target, len(self.data))
                continue
            if length >= 0x40:
                raise Refused("bad-label")
            labels.append(run.take(length))
            size += 1 + length
            if size > 255:
                raise Refused("name-too-long")
        return "".join(to_text(label) + "." for label in labels) or "."


def to_text(label):
    return "".join(map(escape, label))


def escape(byte):
    if byte in b".\\":
        return "\\" + chr(byte)
    return chr(byte) if 0x21 <= byte <= 0x7E else f"\\{byte:03}"


CHARACTER = re.compile(r"\\(?P<digits>[0-9]{3})|\\(?P<escaped>[!-/:-~])|(?P<dot>\.)|(?P<plain>[!-\[\]-~])")


def to_labels(name):
    if not isinstance(name, str) or not name:
        raise Refused("bad-name")
    labels = [] if name == "." else split_labels(name)
    if any(len(label) > 63 for label in labels):
        raise Refused("label-too-long")
    if sum(1 + len(label) for label in labels) + 1 > 255:
        raise Refused("name-too-long")
    return labels


def split_labels(name):
    labels = []
    label = bytearray()
    at = 0
    while at < len(name):
        match = CHARACTER.match(name, at)
        if not match:
            raise Refused("bad-name")
        at = match.end()
        if match["dot"]:
            if not label:
                raise Refused("bad-name")
            labels.append(bytes(label))
            label.clear()
            continue
        byte = int(match["digits"]) if match["digits"] else ord(match["escaped"] or match["plain"])
        if byte > 255:
            raise Refused("bad-name")
        label.append(byte)
    if label:
        raise Refused("bad-name")
    return labels


def encode(message, max_bytes=512):
    writer = Writer()
    writer.buffer += bytes(HEADER_BYTES)
    for question in message["questions"]:
        write_question(writer, question)
    if len(writer.buffer) > max_bytes:
        raise Refused("message-too-large")
    counts = [len(message["questions"]), 0, 0, 0]
    truncated = message["truncated"]
    for place, section, record in list_records(message):
        before = len(writer.buffer)
        write_record(writer, record)
        if len(writer.buffer) > max_bytes:
            del writer.buffer[before:]
            truncated = truncated or section != "additionals"
            break
        counts[place] += 1
    writer.buffer[:HEADER_BYTES] = make_header(message, truncated, counts)
    return bytes(writer.buffer)


def list_records(message):
    for place, section in enumerate(("answers", "authorities", "additionals"), start=1):
        for record in message[section]:
            yield place, section, record


def make_header(message, truncated, counts):
    flags = 0
    for name, shift in FLAGS:
        flags |= bool(truncated if name == "truncated" else message[name]) << shift
    for name, shift, bits in FIELDS:
        flags |= check(message[name], bits) << shift
    return b"".join(check(value, 16).to_bytes(2, "big") for value in (message["id"], flags, *counts))


def check(value, bits):
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << bits:
        raise Refused("bad-value")
    return value


def write_question(writer, question):
    writer.name(question["name"])
    writer.number(question["type"], 16)
    writer.number(question["class"], 16)


def write_record(writer, record):
    write_question(writer, record)
    writer.number(record["ttl"], 32)
    start = len(writer.buffer)
    writer.buffer += b"\0\0"
    write_data(writer, record["type"], record["class"], record["data"])
    length = len(writer.buffer) - start - 2
    writer.buffer[start : start + 2] = check(length, 16).to_bytes(2, "big")


def write_data(writer, type_, class_, data):
    if type_ == A and class_ == INTERNET:
        writer.buffer += to_ipv4(data)
    elif type_ == AAAA and class_ == INTERNET:
        writer.buffer += to_ipv6(data)
    elif type_ in (NS, CNAME):
        writer.name(data)
    elif type_ == MX:
        writer.number(data["preference"], 16)
        writer.name(data["exchange"])
    elif type_ == SOA:
        writer.name(data["mname"])
        writer.name(data["rname"])
        for name in SOA_NUMBERS:
            writer.number(data[name], 32)
    elif type_ == TXT:
        if not data or any(len(string) > 255 for string in data):
            raise Refused("bad-value")
        for string in data:
            writer.buffer += bytes([len(string)]) + string
    else:
        writer.buffer += data


def to_ipv4(text):
    parts = str(text).split(".")
    if len(parts) != 4 or not all(re.fullmatch("0|[1-9][0-9]{0,2}", part) and int(part) <= 255 for part in parts):
        raise Refused("bad-value")
    return bytes(map(int, parts))


def to_ipv6(text):
    groups = str(text).split(":")
    if len(groups) != 8 or not all(re.fullmatch("[0-9a-fA-F]{1,4}", group) for group in groups):
        raise Refused("bad-value")
    return b"".join(int(group, 16).to_bytes(2, "big") for group in groups)


class Writer:
    def __init__(self):
        self.buffer = bytearray()
        # bytes.lower() changes A to Z only, which is the case that DNS knows.
        self.offsets = {}

    def number(self, value, bits):
        self.buffer += check(value, bits).to_bytes(bits // 8, "big")

    def name(self, text):
        labels = to_labels(text)
        for index, label in enumerate(labels):
            rest = tuple(label.lower() for label in labels[index:])
            if rest in self.offsets:
                self.number(0xC000 | self.offsets[rest], 16)
                return
            if len(self.buffer) < 1 << 14:
                self.offsets[rest] = len(self.buffer)
            self.buffer += bytes([len(label)]) + label
        self.buffer += b"\0"
