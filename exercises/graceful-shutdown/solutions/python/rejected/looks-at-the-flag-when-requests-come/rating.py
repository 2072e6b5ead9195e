import json
import os
import socket
import threading
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import requests

URL = os.environ["UPSTREAM_RATING_URL"]
ATTEMPT_SECONDS, PAUSE_SECONDS, HEALTH_SECONDS = 2, 0.25, 1

tariffs = None


class Unavailable(Exception):
    pass


def fetch_tariffs():
    global tariffs
    while tariffs is None:
        tariffs = try_to_fetch()
        if tariffs is None:
            time.sleep(PAUSE_SECONDS)


def try_to_fetch():
    """A time limit of the socket is one for each read. The timer is for the whole answer: it wakes up whoever reads."""
    connection = HTTPConnection(urlsplit(URL).netloc, timeout=ATTEMPT_SECONDS)
    limit = None
    try:
        connection.connect()
        limit = threading.Timer(ATTEMPT_SECONDS, connection.sock.shutdown, [socket.SHUT_RDWR])
        limit.start()
        connection.request("GET", "/tariffs")
        answer = connection.getresponse()
        body = json.load(answer)
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        if limit:
            limit.cancel()
        connection.close()
    return body if answer.status == 200 and isinstance(body, dict) else None


def is_well():
    try:
        return requests.get(f"{URL}/health", timeout=HEALTH_SECONDS).ok
    except requests.RequestException:
        return False


def rate(customer, product):
    try:
        answer = requests.post(f"{URL}/rate", json={"customer": customer, "product": product})
        if answer.status_code != 200:
            raise Unavailable
        return answer.json()["factor"]
    except requests.RequestException as error:
        raise Unavailable from error
