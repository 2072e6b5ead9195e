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
    # The text, not the match: that would keep the page it was found in.
    title = match[1].strip() if match else ""
    with _lock:
        _titles[page] = title
        _titles.move_to_end(page)
        if len(_titles) > KEPT_TITLES:
            _titles.popitem(last=False)
    return title


def find_title(page):
    return _titles.get(page)
