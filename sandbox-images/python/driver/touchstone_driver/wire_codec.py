"""How values cross to the grader and back: JSON, with {"$": <tag>, "v": <content>} for what JSON lacks.

The format is in docs/GRADER-PROTOCOL.md; wire-examples.json of the kit holds this codec, the kit's and the Node driver's to it.
"""

import base64
import dataclasses
import datetime
import enum
import math

MAX_DEPTH = 64
MAX_SAFE_INTEGER = 2**53 - 1
SPECIAL_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}


class Unsendable(Exception):
    """A value that cannot cross. The message completes the sentence "The value it returned …"."""


def encode_value(value, depth=0):
    if depth > MAX_DEPTH:
        raise Unsendable(f"is nested deeper than {MAX_DEPTH} levels, or contains itself")
    if isinstance(value, enum.Enum):
        value = value.value
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) <= MAX_SAFE_INTEGER else {"$": "bigint", "v": str(value)}
    if isinstance(value, float):
        return _encode_float(value)
    return _encode_object(value, depth + 1)


def _encode_float(value):
    if math.isnan(value):
        return {"$": "number", "v": "NaN"}
    if math.isinf(value):
        return {"$": "number", "v": "Infinity" if value > 0 else "-Infinity"}
    if value == 0 and math.copysign(1, value) < 0:
        return {"$": "number", "v": "-0"}
    return float(value)


def _encode_object(value, depth):
    if isinstance(value, (list, tuple)):
        return [encode_value(item, depth) for item in value]
    if isinstance(value, (set, frozenset)):
        return {"$": "set", "v": [encode_value(item, depth) for item in value]}
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"$": "bytes", "v": base64.b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, datetime.datetime):
        return {"$": "date", "v": round(value.timestamp() * 1000)}
    if isinstance(value, BaseException):
        return {"$": "error", "v": describe_error(value)}
    if isinstance(value, dict):
        return _encode_dict(value, depth)
    return _encode_dict(_read_fields(value), depth)


def _encode_dict(value, depth):
    if not all(isinstance(key, str) for key in value):
        return {"$": "map", "v": [[encode_value(key, depth), encode_value(item, depth)] for key, item in value.items()]}
    encoded = {key: encode_value(item, depth) for key, item in value.items()}
    return {"$": "object", "v": [list(pair) for pair in encoded.items()]} if "$" in encoded else encoded


def _read_fields(value):
    """The data of an object: its public fields. Methods and generators are not data."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if hasattr(value, "__dict__") and not callable(value):
        return {name: item for name, item in vars(value).items() if not name.startswith("_") and not callable(item)}
    raise Unsendable(f"is or contains a {type(value).__name__}; return plain data")


def decode_value(wire):
    """Reads what the grader sent, which is well-formed."""
    if isinstance(wire, list):
        return [decode_value(item) for item in wire]
    if not isinstance(wire, dict):
        return wire
    if "$" in wire:
        return _decode_tagged(wire["$"], wire.get("v"))
    return {key: decode_value(item) for key, item in wire.items()}


def _decode_tagged(tag, content):
    if tag == "number":
        return SPECIAL_NUMBERS[content]
    if tag == "bigint":
        return int(content)
    if tag == "date":
        return None if content is None else datetime.datetime.fromtimestamp(content / 1000, datetime.timezone.utc)
    if tag == "bytes":
        return base64.b64decode(content)
    if tag in ("map", "object"):
        return {_to_hashable(decode_value(key)): decode_value(item) for key, item in content}
    if tag == "set":
        return {_to_hashable(decode_value(item)) for item in content}
    if tag == "error":
        return Exception(content["message"])
    return None  # undefined


def _to_hashable(value):
    return tuple(value) if isinstance(value, list) else value


def describe_error(error):
    """Class, message and code of an exception."""
    described = {"name": type(error).__name__, "message": _to_message(error)}
    code = getattr(error, "code", None)
    return {**described, "code": code} if isinstance(code, str) else described


def _to_message(error):
    # str(KeyError("id")) is "'id'": the message an author means is the argument.
    if isinstance(error, KeyError) and len(error.args) == 1:
        return str(error.args[0])
    return str(error)
