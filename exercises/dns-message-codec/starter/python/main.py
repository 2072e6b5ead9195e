import struct


def decode(data):
    name, end = read_name(data, 12)
    type_, class_ = struct.unpack_from("!HH", data, end)
    return {
        "id": int.from_bytes(data[0:2], "big"),
        "response": False,  # The flags are in the 16 bits at offset 2.
        "opcode": 0,
        "authoritative": False,
        "truncated": False,
        "recursionDesired": False,
        "recursionAvailable": False,
        "z": 0,
        "rcode": 0,
        "questions": [{"name": name, "type": type_, "class": class_}],
        "answers": [],
        "authorities": [],
        "additionals": [],
    }


def read_name(data, start):
    """Reads a name without pointers, from a sender who does not lie."""
    name = ""
    at = start
    while data[at]:
        length = data[at]
        name += data[at + 1 : at + 1 + length].decode("latin-1") + "."
        at += 1 + length
    return name or ".", at + 1


def encode(message, max_bytes=512):
    raise NotImplementedError(f"writing a message of at most {max_bytes} bytes is yours to do, also for id {message['id']}")
