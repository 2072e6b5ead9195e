import os
import re
from urllib.parse import unquote_to_bytes

from desk import SITE

ROOT = os.path.realpath(SITE)


class Refusal(Exception):
    """An answer without a file, raised from wherever it is found out."""

    def __init__(self, status, headers=None):
        super().__init__(status)
        self.status = status
        self.headers = headers or {}


def locate(url):
    """The real path of the file that a request names and the name it is asked for by, or a Refusal."""
    path, mark, query = url, "", ""
    names = [decode(segment) for segment in path.split("/")[1:]]
    if any(name.startswith(".") for name in names):
        raise Refusal(404)
    is_folder = names[-1] == ""
    if is_folder:
        names[-1] = "index.html"

    # join() starts over at a name that is absolute; names without slashes cannot be.
    file = os.path.realpath(os.path.join(SITE, *names))
    if os.path.commonpath([ROOT, file]) != ROOT:
        raise Refusal(404)
    if os.path.isdir(file) and not is_folder:
        raise Refusal(301, {"Location": f"{path}/{mark}{query}"})
    if not os.path.isfile(file):
        raise Refusal(404)
    return file, names[-1]


def decode(segment):
    if re.search("%(?![0-9a-fA-F]{2})", segment):
        raise Refusal(400)  # unquote() would let it stand
    try:
        name = unquote_to_bytes(segment).decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400) from None
    if re.search(r"[/\\\0]", name):
        raise Refusal(400)
    return name
