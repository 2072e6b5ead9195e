import re

import requests
from flask import abort


def fetch_preview(url):
    """Fetches a page, so that a ticket can show where a link in it leads."""
    try:
        answer = requests.get(url, timeout=2)
    except requests.RequestException:
        abort(502, f"{url} cannot be read")
    if not answer.ok:
        abort(502, f"{url} cannot be read")
    title = re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL | re.IGNORECASE)
    return {"url": answer.url, "title": title.group(1).strip() if title else ""}
