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

    def deliver_for_good(self, deadline):
        """Delivers until nothing is left. False when the deadline comes first."""
        while True:
            # Somebody else's delivery may be under way, and have no end.
            if not self.delivery.acquire(timeout=max(0, deadline - time.monotonic())):
                return False
            try:
                if not self.collected:
                    return True
                self.send_all(timeout=max(0.01, deadline - time.monotonic()))
            finally:
                self.delivery.release()
            if not self.collected:
                return True
            if time.monotonic() + LAST_PERIOD_SECONDS > deadline:
                return False
            time.sleep(LAST_PERIOD_SECONDS)

    def deliver(self):
        with self.delivery:
            self.send_all()

    def send_all(self, timeout=None):
        with self.lock:
            events = list(self.collected)
        if not events:
            return
        try:
            answer = requests.post(f"{URL}/events", json={"events": events}, timeout=timeout)
        except requests.RequestException:
            return
        if 200 <= answer.status_code < 300:
            with self.lock:
                # What was collected meanwhile stands behind them.
                del self.collected[: len(events)]
