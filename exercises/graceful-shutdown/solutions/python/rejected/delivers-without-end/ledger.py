import os
import threading
import time

import requests

URL = os.environ["UPSTREAM_LEDGER_URL"]
PERIOD_SECONDS, LAST_PERIOD_SECONDS = 1, 0.25


class Ledger:
    def __init__(self):
        self.collected = []
        self.lock = threading.Lock()
        self.delivery = threading.Lock()

    def collect(self, event):
        with self.lock:
            self.collected.append(event)

    def deliver_every_second(self):
        while True:
            time.sleep(PERIOD_SECONDS)
            self.deliver()

    def deliver_for_good(self):
        """Delivers until nothing is left."""
        while True:
            self.deliver()
            if not self.collected:
                return
            time.sleep(LAST_PERIOD_SECONDS)

    def deliver(self):
        with self.delivery:
            self.send_all()

    def send_all(self):
        with self.lock:
            events = list(self.collected)
        if not events:
            return
        try:
            answer = requests.post(f"{URL}/events", json={"events": events})
        except requests.RequestException:
            return
        if 200 <= answer.status_code < 300:
            with self.lock:
                # What was collected meanwhile stands behind them.
                del self.collected[: len(events)]
