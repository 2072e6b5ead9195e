import hashlib
import hmac
import json
import re

import checkouts
import orders
from database import first_row
from refused import Refused

SIGNATURE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


def receive(header: str, body: bytes) -> None:
    """`body` is what came, byte for byte: whoever parses it first and writes it again signs something else."""
    secret = first_row("SELECT value FROM secrets WHERE name = 'webhook'")["value"]
    if not is_signed(header, body, secret):
        raise Refused(400, "the signature is missing or wrong")
    event = json.loads(body)
    data = event["data"]
    if event["type"] == "authorization.succeeded":
        checkouts.settle(data["reference"], data["authorization"])
    elif event["type"] == "authorization.declined":
        checkouts.settle(data["reference"], None)
    elif event["type"] == "refund.succeeded":
        orders.note_refund(data["refund"], data["reference"], data["amount"])


def is_signed(header: str, body: bytes, secret: str) -> bool:
    match = SIGNATURE.fullmatch(header)
    if match is None:
        return False
    sent_at, signature = match.groups()
    expected = hmac.new(secret.encode(), sent_at.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature)
