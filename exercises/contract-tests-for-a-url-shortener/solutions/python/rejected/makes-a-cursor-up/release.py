"""The release under test, and the states that tests bring about. Nothing here checks a clause: that would be everybody's failure."""

import contextlib
import datetime
import urllib.parse

import requests

START = datetime.datetime(2027, 3, 1, 9, tzinfo=datetime.timezone.utc)
_release = {}


@contextlib.contextmanager
def at(base_url):
    with requests.Session() as session:
        _release.update(session=session, base_url=base_url, now=START)
        yield


def send(method, path, json=None, key=None, params=None):
    headers = {"Idempotency-Key": key} if key else {}
    address = urllib.parse.urljoin(_release["base_url"], path)
    session = _release["session"]
    return session.request(
        method, address, json=json, headers=headers, params=params, allow_redirects=False, timeout=5
    )


def a_slug(**wish):
    answer = send("POST", "/links", {"url": "https://example.com/spring", **wish})
    return answer.json()["slug"]


def moment(**later):
    """Later than the clock of the release, by hours, minutes or seconds."""
    return written(_release["now"] + datetime.timedelta(**later))


def set_clock(time):
    send("PUT", "/clock", {"now": time})
    _release["now"] = read(time)


def written(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def read(time):
    """The moment that a text means, with or without a fraction."""
    return datetime.datetime.fromisoformat(time)
