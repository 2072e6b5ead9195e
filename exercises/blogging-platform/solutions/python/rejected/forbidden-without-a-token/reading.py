"""What requests carry, checked."""

from flask import request

from refusal import Refusal


def member(name: str) -> dict:
    body = request.get_json()
    value = body.get(name) if isinstance(body, dict) else None
    if not isinstance(value, dict):
        raise Refusal(422, name, "must be an object")
    return value


def text(given: dict, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refusal(422, name, "can't be blank")
    return storable(value, name)


def text_or(given: dict, name: str, before: str) -> str:
    return text(given, name) if name in given else before


def loose_text_or(given: dict, name: str, before: str | None) -> str | None:
    """A text that may be null or empty."""
    value = given.get(name, before)
    if value is not None and not isinstance(value, str):
        raise Refusal(422, name, "must be a string")
    return value and storable(value, name)


def tags(given: dict) -> list[str]:
    value = given.get("tagList", [])
    if not isinstance(value, list):
        raise Refusal(422, "tagList", "must be a list")
    return list(dict.fromkeys(text({"tagList": tag}, "tagList") for tag in value))


def query(name: str) -> str | None:
    value = request.args.get(name)
    return value and storable(value, name)


def whole(name: str, default: int) -> int:
    value = request.args.get(name, str(default))
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise Refusal(422, name, "must be a whole number")
    return int(value)


def storable(value: str, name: str) -> str:
    """PostgreSQL stores every character but U+0000, and no half of a surrogate pair."""
    if "\0" in value or not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise Refusal(422, name, "must hold characters that can be stored")
    return value
