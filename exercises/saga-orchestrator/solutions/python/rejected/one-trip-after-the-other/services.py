"""The three services, each asked once."""

import os

import requests

TIMEOUT_S = 2
URLS = {step: os.environ[f"UPSTREAM_{step.upper()}_URL"] for step in ("flight", "hotel", "payment")}
# What a step needs to know, where it is done, and where it is undone.
CALLS = {
    "flight": ("flight", "/reservations", "/cancellations"),
    "hotel": ("hotel", "/reservations", "/cancellations"),
    "payment": ("amount", "/payments", "/refunds"),
}


def ask(trip: dict, step: str) -> tuple[str, str | None]:
    """done with the service's id, refused, or unknown."""
    detail, path, _ = CALLS[step]
    try:
        answer = post(step, path, key_of(trip, step), {"order": trip["order"], detail: trip[detail]})
        if answer.status_code == 201:
            return "done", answer.json()["id"]
        return ("refused" if 400 <= answer.status_code <= 499 else "unknown"), None
    except (requests.RequestException, ValueError):
        return "unknown", None  # No answer, or half of one.


def ask_to_undo(trip: dict, step: str) -> bool:
    _, _, path = CALLS[step]
    key = key_of(trip, step)
    try:
        return post(step, path, f"{key}_undo", {"order": trip["order"], "undo": key}).status_code == 200
    except requests.RequestException:
        return False


def key_of(trip: dict, step: str) -> str:
    """Made of the order and the step alone, so it is the same in every attempt and after every crash."""
    return f"{trip['order']}_{step}"


def post(step: str, path: str, key: str, body: dict) -> requests.Response:
    return requests.post(URLS[step] + path, json=body, headers={"Idempotency-Key": key}, timeout=TIMEOUT_S)
