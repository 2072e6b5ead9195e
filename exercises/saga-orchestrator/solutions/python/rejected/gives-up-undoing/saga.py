"""What the log of a trip comes to, and what happens next."""

import random
import time
from collections.abc import Iterator

import services

STEPS = ("flight", "hotel", "payment")
ATTEMPTS = 4

Event = tuple[str, str, str | None]


class State:
    """The kind of the last event of a step is its status."""

    def __init__(self, events: list[dict]):
        self.steps = [{"step": step, "status": "waiting", "id": None} for step in STEPS]
        self.goes_back = False
        for event in events:
            self.apply(event["kind"], event["step"], event["id"])

    def apply(self, kind: str, step: str, id: str | None) -> None:
        entry = self.steps[STEPS.index(step)]
        entry["status"] = kind
        entry["id"] = id or entry["id"]
        self.goes_back = self.goes_back or kind in ("refused", "undoing")

    def to_do(self) -> list[str]:
        """The steps that are left, in the order in which they are to be done or undone."""
        if self.goes_back:
            return [step["step"] for step in reversed(self.steps) if step["status"] in ("done", "undoing")]
        return [step["step"] for step in self.steps if step["status"] in ("waiting", "asking")]

    @property
    def is_over(self) -> bool:
        return not self.to_do()

    @property
    def status(self) -> str:
        if self.goes_back:
            return "cancelled" if self.is_over else "compensating"
        return "booked" if self.is_over else "booking"


def move(trip: dict, state: State) -> Iterator[Event]:
    """The events of the next step: its beginning, which must be in the log before the service is asked, and its end."""
    step = state.to_do()[0]
    if state.goes_back:
        yield "undoing", step, None
        for _ in range(ATTEMPTS):
            if services.ask_to_undo(trip, step):
                break
            pause()
        yield "undone", step, None
        return
    yield "asking", step, None
    for attempt in range(ATTEMPTS):
        if attempt > 0:
            pause()
        outcome, id = services.ask(trip, step)
        if outcome != "unknown":
            yield outcome, step, id
            return
    # It may have been done: the trip turns back, and with this step.
    yield "undoing", step, None


def pause() -> None:
    time.sleep(random.uniform(0.11, 0.17))
