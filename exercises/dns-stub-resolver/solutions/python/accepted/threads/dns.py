"""DNS messages (RFC 1035 §4.1), as far as a stub resolver needs them. Yours to use and to change."""

import re

TYPES = {"A": 1, "CNAME": 5, "MX": 15, "TXT": 16, "AAAA": 28}
SOA = 6
INTERNET = 1

# RFC 1035 §4.1.1
NOERROR, SERVFAIL, NXDOMAIN, REFUSED = 0, 2, 3, 5


def encode_query(id_, name, type_):
    """A query with one question of class IN that asks for recursion."""
    header = id_.to_bytes(2, "big") + bytes([1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    labels = [label.encode("latin-1") for label in name.split(".")]
    question = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    return header + question + type_.to_bytes(2, "big") + INTERNET.to_bytes(2, "big")


def decode(data):
    """A dict with id, is_response, is_truncated, rcode, questions, answers and authorities.

    A question is a dict with name, type and class. Names are labels joined by dots, without a dot at the end, letters
    as they came. A record has ttl and data as well. data is, of A and AAAA: the address; of CNAME: the name; of MX:
    {"preference", "exchange"}; of TXT: its strings joined into one text; of SOA: {"minimum"}; of any other: None.

    Raises ValueError when the bytes are no message.
    """
    reader = Reader(data, 0, len(data))
    id_, flags, questions, answers, authorities = (reader.number(2) for _ in range(5))
    reader.number(2)  # additional records: none of a stub resolver's business
    return {
        "id": id_,
        "is_response": bool(flags & 0x8000),
        "is_truncated": bool(flags & 0x0200),
        "rcode": flags & 15,
        "questions": [reader.question() for _ in range(questions)],
        "answers": [reader.record() for _ in range(answers)],
        "authorities": [reader.record() for _ in range(authorities)],
    }


class Reader:
    def __init__(self, data, at, end):
        self.bytes, self.at, self.end = data, at, end

    def take(self, count):
        if self.at + count > self.end:
            raise ValueError("the message is incomplete")
        self.at += count
        return bytes(self.bytes[self.at - count : self.at])

    def number(self, size):
        return int.from_bytes(self.take(size), "big")

    def question(self):
        return {"name": self.name(), "type": self.number(2), "class": self.number(2)}

    def record(self):
        record = self.question()
        record["ttl"] = self.number(4)
        length = self.number(2)
        data = Reader(self.bytes, self.at, self.at + length)
        self.take(length)
        record["data"] = data.data(record["type"]) if record["class"] == INTERNET else None
        return record

    def data(self, type_):
        if type_ == TYPES["A"]:
            return ".".join(str(byte) for byte in self.take(4))
        if type_ == TYPES["AAAA"]:
            return ":".join(f"{self.number(2):x}" for _ in range(8))
        if type_ == TYPES["CNAME"]:
            return self.name()
        if type_ == TYPES["MX"]:
            return {"preference": self.number(2), "exchange": self.name()}
        if type_ == SOA:
            self.name()
            self.name()
            self.take(16)
            return {"minimum": self.number(4)}
        if type_ != TYPES["TXT"]:
            return None
        strings = []
        while self.at < self.end:
            strings.append(self.take(self.number(1)))
        return b"".join(strings).decode("utf-8", "replace")

    def name(self):
        """Each pointer has to lead further back than the one before: that comes to an end."""
        labels = []
        reader = self
        start = self.at
        while (length := reader.number(1)) != 0:
            if length >= 0xC0:
                target = (length & 0x3F) << 8 | reader.number(1)
                if target >= start:
                    raise ValueError("a pointer does not lead back")
                start = target
                reader = Reader(self.bytes, target, len(self.bytes))
            elif length >= 0x40:
                raise ValueError("a label of an unknown kind")
            else:
                labels.append(to_text(reader.take(length)))
        return ".".join(labels)


def to_text(label):
    """A dot in a label is not the end of it, so it must not look like one."""
    return re.sub(r"[^!-~]|[.\\]", lambda match: f"\\{ord(match[0]):03}", label.decode("latin-1"))
