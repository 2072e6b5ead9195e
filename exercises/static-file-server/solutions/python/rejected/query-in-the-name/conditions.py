import re
from email.utils import parsedate_to_datetime


def check_conditions(headers, etag, modified):
    """412 or 304 when a condition decides the answer (RFC 9110 §13.2.2), else None."""
    match = headers.get("If-Match")
    if match is not None and match.strip() != "*" and etag not in tags(match):
        return 412
    none_match = headers.get("If-None-Match")
    if none_match is not None:
        known = [tag.removeprefix("W/") for tag in tags(none_match)]
        return 304 if none_match.strip() == "*" or etag in known else None
    since = parse_date(headers.get("If-Modified-Since"))
    return 304 if since is not None and modified <= since else None


def parse_range(header, size):
    """(first, last), None when the header is to be ignored; raises ValueError when no byte is in the range."""
    match = re.fullmatch(r"bytes=([0-9]*)-([0-9]*)", header or "")
    if match is None or match.group(0) == "bytes=-":
        return None
    # Numbers as long as a header may be: int() refuses more than 4300 digits, and the first 4000 are enough to be behind any file.
    first, last = (int(digits[:4000]) if digits else None for digits in match.groups())
    if first is None:
        first, last = max(0, size - last), size - 1
        if first == size:
            raise ValueError
        return first, last
    if last is not None and last < first:
        return None
    if first >= size:
        raise ValueError
    return first, size - 1 if last is None else min(last, size - 1)


def tags(header):
    return re.findall(r'(?:W/)?"[^"]*"', header)


def parse_date(text):
    """In whole seconds; None when it is no HTTP date."""
    try:
        return int(parsedate_to_datetime(text).timestamp())
    except (TypeError, ValueError, OverflowError):
        return None
