"""The payment provider: what became of a charge, as far as anybody knows."""

import os
import random
import time

import requests

ATTEMPTS = 3
ATTEMPT_TIMEOUT_S = 1.5


def charge(payment_id: str, purchase: dict) -> dict | None:
    """Asks until the provider has said what became of it, or three times. None: nobody knows."""
    for attempt in range(ATTEMPTS):
        if attempt > 0:
            time.sleep(random.uniform(0.12, 0.3))
        outcome = ask_once(payment_id, purchase)
        if outcome:
            return outcome
    return None


def ask_once(payment_id: str, purchase: dict) -> dict | None:
    body = {name: purchase[name] for name in ("amount", "currency", "card")}
    try:
        answer = requests.post(
            os.environ["UPSTREAM_CARDS_URL"] + "/charges",
            json={**body, "reference": payment_id},
            # The payment's own id is the key, in every attempt of every request.
            headers={"Idempotency-Key": payment_id},
            timeout=ATTEMPT_TIMEOUT_S,
        )
        if answer.status_code == 201:
            return {"status": "paid", "charge_id": answer.json()["id"], "reason": None}
        if answer.status_code == 402:
            return {"status": "declined", "charge_id": None, "reason": answer.json()["reason"]}
    except (requests.RequestException, ValueError):
        pass  # No answer, or half of one.
    return None
