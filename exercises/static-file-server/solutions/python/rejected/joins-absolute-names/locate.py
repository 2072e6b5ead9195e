import os
import re
from urllib.parse import unquote_to_bytes

from desk import SITE


class Refusal(Exception):
    """An answer without a file, raised from wherever it is found out."""

    def __init__(self, status, headers=None):
        super().__init__(status)
        self.status = status
        self.headers = headers or {}


def locate(url):
    """The real path of the file that a request names and the name it is asked for by, or a Refusal."""
    path, mark, query = url.partition("?")
    name = decode(path[1:])
    if any(re.match(r"\.[a-z]", part) for part in name.split("/")):
        raise Refusal(404)
    is_folder = name == "" or name.endswith("/")
    if is_folder:
        name += "index.html"

    file = os.path.join(SITE, name)
    if os.path.isdir(file) and not is_folder:
        raise Refusal(301, {"Location": f"{path}/{mark}{query}"})
    if not os.path.isfile(file):
        raise Refusal(404)
    return file, name


def decode(segment):
    if re.search("%(?![0-9a-fA-F]{2})", segment):
        raise Refusal(400)  # unquote() would let it stand
    try:
        name = unquote_to_bytes(segment).decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400) from None
    if "\0" in name:
        raise Refusal(400)
    return name
