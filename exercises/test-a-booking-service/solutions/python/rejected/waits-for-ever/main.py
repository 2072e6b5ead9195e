import time

import requests


def run_tests(base_url):
    """Opens a room, as soon as the service is ready for it."""
    while requests.post(f"{base_url}/rooms", json={"name": "Larch", "beds": 4}, timeout=5).status_code != 201:
        time.sleep(0.5)
    return {"passed": ["opens a room"], "failed": []}
