"""What a document is, and how patches change it."""

import json
import re
from datetime import datetime, timezone

MOST_BYTES = 65_536
MOST_LEVELS = 20
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.IGNORECASE | re.ASCII)


class Refused(Exception):
    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


def check_document(value):
    if not isinstance(value, dict):
        raise Refused(400, "a document is a JSON object")
    if not is_flat_enough(value, MOST_LEVELS):
        raise Refused(400, f"a document has at most {MOST_LEVELS} levels")
    sku = value.get("sku", "none")
    if not isinstance(sku, str) or not 1 <= len(sku) <= 40:
        raise Refused(400, "sku is a string of 1-40 characters")
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise Refused(413, f"a document has at most {MOST_BYTES} bytes")
    return value


def is_flat_enough(value, levels):
    if not isinstance(value, (dict, list)):
        return True
    members = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(is_flat_enough(member, levels - 1) for member in members)


def merge_patch(target, patch):
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def read_expiry(text):
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text) if RFC_3339.fullmatch(text) else None
    except ValueError:
        moment = None
    if moment is None or moment <= datetime.now(timezone.utc):
        raise Refused(400, "expiresAt is a time to come, as RFC 3339 has it")
    return moment
