import os
import time

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
    try:
        answer = requests.get(f"{URL}/tariffs", timeout=ATTEMPT_SECONDS)
        body = answer.json()
    except (requests.RequestException, ValueError):
        return None
    return body if answer.status_code == 200 and isinstance(body, dict) else None


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
