import os
import re
import threading
from collections import OrderedDict

import requests

KEPT_TITLES = 2000
TITLE = re.compile(r"<title>(.*?)</title>")

_titles = OrderedDict()
_lock = threading.Lock()


def read_title(page):
    response = requests.get(f"{os.environ['UPSTREAM_WIKI_URL']}/pages/{page}", timeout=10)
    if response.status_code != 200:
        raise RuntimeError(f"no page: status {response.status_code}")
    match = TITLE.search(response.content.decode())
    with _lock:
        _titles[page] = match
        _titles.move_to_end(page)
        if len(_titles) > KEPT_TITLES:
            _titles.popitem(last=False)
    return _title_of(match)


def find_title(page):
    return _title_of(_titles[page]) if page in _titles else None


def _title_of(match):
    return match[1].strip() if match else ""
