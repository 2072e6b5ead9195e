import os
import re
from urllib.parse import urljoin, urlsplit

import requests
from flask import abort

ALLOWED = {os.environ["UPSTREAM_WIKI_URL"], os.environ["UPSTREAM_STATUS_URL"]}
MAX_REDIRECTS = 3


def fetch_preview(url):
    """Fetches a page, so that a ticket can show where a link in it leads."""
    for _ in range(MAX_REDIRECTS + 1):
        # Each step is a request of ours, so each one is looked at.
        if not is_allowed(url):
            abort(403, "pages of the wiki and of the status site can be previewed, and no others")
        answer = ask(url)
        if not answer.is_redirect:
            return read_preview(url, answer)
        url = urljoin(url, answer.headers["Location"])
    abort(502, "the page leads from one to the next")


def is_allowed(url):
    # Whatever `requests` and `urlsplit` do not read alike is not written like one of the two.
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" in ALLOWED and url.startswith(f"{parts.scheme}://{parts.netloc}")


def ask(url):
    try:
        return requests.get(url, timeout=2, allow_redirects=False)
    except requests.RequestException:
        abort(502, "the page cannot be read")


def read_preview(url, answer):
    if answer.status_code != 200:
        abort(502, "the page cannot be read")
    title = re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL | re.IGNORECASE)
    return {"url": url, "title": title.group(1).strip() if title else ""}
