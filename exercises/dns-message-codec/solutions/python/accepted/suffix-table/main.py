"""Reads with struct over the whole message and checks each end afterwards; writes each record apart, then sees whether it fits."""

import re
import struct
from dataclasses import dataclass, field

MAX_NAME = 255
SOA_FIELDS = ("serial", "refresh", "retry", "expire", "minimum")


def decode(data):
    return Decoder(bytes(data)).message()


@dataclass
class Decoder:
    data: bytes
    at: int = 0

    def unpack(self, layout):
        size = struct.calcsize(layout)
        return struct.unpack(layout, self.slice(size))

    def slice(self, size):
        piece = self.data[self.at : self.at + size]
        if len(piece) < size:
            raise ValueError("incomplete")
        self.at += size
        return piece

    def message(self):
        id_, flags, questions, answers, authorities, additionals = self.unpack("!6H")
        message = {"id": id_, **split_flags(flags)}
        message["questions"] = [self.question() for _ in range(questions)]
        for section, count in (("answers", answers), ("authorities", authorities), ("additionals", additionals)):
            message[section] = [self.record() for _ in range(count)]
        if self.at != len(self.data):
            raise ValueError("trailing-bytes")
        return message

    def question(self):
        name = self.name()
        type_, class_ = self.unpack("!2H")
        return {"name": name, "type": type_, "class": class_}

    def record(self):
        record = self.question()
        record["ttl"], length = self.unpack("!IH")
        if self.at + length > len(self.data):
            raise ValueError("incomplete")
        end = self.at + length
        # Cut off behind the data: what reads on finds nothing there. Pointers lead back, so nothing is lost to them.
        inner = Decoder(self.data[:end], self.at)
        try:
            record["data"] = inner.rdata(record["type"], record["class"])
        except ValueError as problem:
            raise ValueError("bad-rdata" if str(problem) == "incomplete" else str(problem)) from None
        if inner.at != end:
            raise ValueError("bad-rdata")
        self.at = end
        return record

    def rdata(self, type_, class_):
        match type_, class_:
            case (1, 1):
                return "{}.{}.{}.{}".format(*self.unpack("!4B"))
            case (28, 1):
                return ":".join(f"{group:x}" for group in self.unpack("!8H"))
            case (2 | 5, _):
                return self.name()
            case (6, _):
                soa = {"mname": self.name(), "rname": self.name()}
                soa.update(zip(SOA_FIELDS, self.unpack("!5I")))
                return soa
            case (15, _):
                return {"preference": self.unpack("!H")[0], "exchange": self.name()}
            case (16, _):
                strings = [self.slice(*self.unpack("!B"))]
                while self.at < len(self.data):
                    strings.append(self.slice(*self.unpack("!B")))
                return strings
            case _:
                return self.slice(len(self.data) - self.at)

    def name(self):
        text, size, after, begin = "", 1, None, self.at
        while True:
            (length,) = self.unpack("!B")
            if length == 0:
                break
            if length & 0xC0 == 0xC0:
                (low,) = self.unpack("!B")
                target = (length & 0x3F) * 256 + low
                if target >= begin or target < 12:
                    raise ValueError("bad-pointer")
                after = self.at if after is None else after
                begin = self.at = target
            elif length & 0xC0:
                raise ValueError("bad-label")
            else:
                size += length + 1
                label = self.slice(length)
                if size > MAX_NAME:
                    raise ValueError("name-too-long")
                text += "".join(spell(byte) for byte in label) + "."
        if after is not None:
            self.at = after
        return text or "."


def split_flags(flags):
    return {
        "response": flags & 0x8000 != 0,
        "opcode": flags >> 11 & 15,
        "authoritative": flags & 0x0400 != 0,
        "truncated": flags & 0x0200 != 0,
        "recursionDesired": flags & 0x0100 != 0,
        "recursionAvailable": flags & 0x0080 != 0,
        "z": flags >> 4 & 7,
        "rcode": flags & 15,
    }


def spell(byte):
    character = chr(byte)
    if character in ".\\":
        return "\\" + character
    return character if "!" <= character <= "~" else f"\\{byte:03d}"


def encode(message, max_bytes=512):
    encoder = Encoder(12)
    body = b"".join(encoder.question(question) for question in message["questions"])
    if 12 + len(body) > max_bytes:
        raise ValueError("message-too-large")
    counts = {"answers": 0, "authorities": 0, "additionals": 0}
    truncated = message["truncated"]
    for section, record in [(section, record) for section in counts for record in message[section]]:
        piece = encoder.record(record)
        if 12 + len(body) + len(piece) > max_bytes:
            truncated = truncated or section != "additionals"
            break
        body += piece
        counts[section] += 1
    flags = join_flags(message, truncated)
    return struct.pack("!6H", uint(message["id"], 16), flags, len(message["questions"]), *counts.values()) + body


def join_flags(message, truncated):
    flags = uint(message["opcode"], 4) << 11 | uint(message["z"], 3) << 4 | uint(message["rcode"], 4)
    for is_set, bit in (
        (message["response"], 0x8000),
        (message["authoritative"], 0x0400),
        (truncated, 0x0200),
        (message["recursionDesired"], 0x0100),
        (message["recursionAvailable"], 0x0080),
    ):
        flags |= bit if is_set else 0
    return flags


def uint(value, bits):
    if type(value) is not int or value < 0 or value.bit_length() > bits:
        raise ValueError("bad-value")
    return value


@dataclass
class Encoder:
    """Makes the bytes of one piece after the other; knows at which offset they will stand."""

    at: int
    suffixes: dict = field(default_factory=dict)

    def question(self, question):
        return self.name(question["name"]) + self.uint16(question["type"]) + self.uint16(question["class"])

    def record(self, record):
        head = self.question(record) + struct.pack("!I", uint(record["ttl"], 32))
        self.at += 4 + 2
        data = self.rdata(record["type"], record["class"], record["data"])
        return head + struct.pack("!H", uint(len(data), 16)) + data

    def rdata(self, type_, class_, data):
        match type_, class_:
            case (1, 1):
                return self.raw(address(data, ".", 4, "0|[1-9][0-9]{0,2}", 10, 8))
            case (28, 1):
                return self.raw(address(data, ":", 8, "[0-9A-Fa-f]{1,4}", 16, 16))
            case (2 | 5, _):
                return self.name(data)
            case (6, _):
                names = self.name(data["mname"]) + self.name(data["rname"])
                return names + self.raw(struct.pack("!5I", *(uint(data[key], 32) for key in SOA_FIELDS)))
            case (15, _):
                return self.uint16(data["preference"]) + self.name(data["exchange"])
            case (16, _):
                if not data:
                    raise ValueError("bad-value")
                return self.raw(b"".join(bytes([uint(len(text), 8)]) + text for text in data))
            case _:
                return self.raw(bytes(data))

    def raw(self, data):
        self.at += len(data)
        return data

    def uint16(self, value):
        return self.raw(struct.pack("!H", uint(value, 16)))

    def name(self, text):
        written = b""
        rest = wire_name(text)
        while rest != b"\0":
            # In bytes a suffix of a name is exactly that: lengths keep labels apart, and lower() changes A to Z only.
            known = self.suffixes.get(rest.lower())
            if known is not None:
                written += struct.pack("!H", 0xC000 | known)
                break
            if self.at + len(written) <= 0x3FFF:
                self.suffixes[rest.lower()] = self.at + len(written)
            size = rest[0] + 1
            written, rest = written + rest[:size], rest[size:]
        else:
            written += b"\0"
        return self.raw(written)


PART = re.compile(r"\\([0-9]{3})|\\?(.)")


def wire_name(text):
    """A name as it stands in a message without pointers."""
    if text == ".":
        return b"\0"
    if not isinstance(text, str) or not is_name(text):
        raise ValueError("bad-name")
    wire, label = bytearray(), bytearray()
    for part in PART.finditer(text):
        if part[0] == ".":
            if not label:
                raise ValueError("bad-name")
            if len(label) > 63:
                raise ValueError("label-too-long")
            wire += bytes([len(label)]) + label
            label.clear()
            continue
        byte = int(part[1]) if part[1] else ord(part[2])
        if byte > 255:
            raise ValueError("bad-name")
        label.append(byte)
    if len(wire) + 1 > MAX_NAME:
        raise ValueError("name-too-long")
    return bytes(wire) + b"\0"


def is_name(text):
    """Whether it is made of characters and escapes and ends with a dot that is no escape."""
    characters = re.fullmatch(r"(?:[!-\[\]-~]|\\[0-9]{3}|\\[!-/:-~])*", text)
    return characters is not None and re.sub(r"\\(?:[0-9]{3}|.)", "x", text).endswith(".")


def address(text, separator, count, pattern, base, bits):
    parts = str(text).split(separator)
    if len(parts) != count or not all(re.fullmatch(pattern, part) for part in parts):
        raise ValueError("bad-value")
    return b"".join(uint(int(part, base), bits).to_bytes(bits // 8, "big") for part in parts)
