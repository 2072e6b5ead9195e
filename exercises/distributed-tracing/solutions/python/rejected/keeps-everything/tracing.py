import os
import re
import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from urllib.parse import unquote

import exporter

SERVER, CLIENT, PRODUCER, CONSUMER = 2, 3, 4, 5
TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")


@dataclass(frozen=True)
class Context:
    """What whoever runs now is part of: the span, and what travels with it."""

    # Missing at the edge, where the caller told none: the next span begins a trace.
    trace_id: str | None = None
    span_id: str | None = None
    sampled: bool = True
    trace_state: str | None = None
    baggage: str | None = None


# A context variable is a thread's own: each request runs in one, and the worker in another.
current = ContextVar("current", default=Context())


def extract(carrier):
    """What a caller or a message says. The pattern is strict: whatever it does not match begins a new trace."""
    baggage = carrier.get("baggage")
    match = TRACEPARENT.fullmatch(carrier.get("traceparent") or "")
    if not match:
        return Context(baggage=baggage)
    version, trace_id, span_id, flags, rest = match.groups()
    if version == "ff" or (version == "00" and rest) or not int(trace_id, 16) or not int(span_id, 16):
        return Context(baggage=baggage)
    return Context(trace_id, span_id, int(flags, 16) & 1 == 1, carrier.get("tracestate"), baggage)


def inject(context):
    """The headers that tell the next one what this span is."""
    flags = "01" if context.sampled else "00"
    headers = {
        "traceparent": f"00-{context.trace_id}-{context.span_id}-{flags}",
        "tracestate": context.trace_state,
        "baggage": context.baggage,
    }
    return {name: value for name, value in headers.items() if value is not None}


class Span:
    def __init__(self, kind, name, attributes, context, parent_span_id):
        self.kind, self.name, self.attributes = kind, name, attributes
        self.context, self.parent_span_id = context, parent_span_id
        self.events, self.status, self.start = [], {}, time.time_ns()

    def fail(self, error_type):
        self.attributes["error.type"] = error_type
        self.status = {"code": 2}

    def fail_with(self, error):
        kind = type(error).__name__
        self.fail(kind)
        attributes = key_values({"exception.type": kind, "exception.message": str(error) or kind})
        self.events.append({"timeUnixNano": str(time.time_ns()), "name": "exception", "attributes": attributes})

    def end(self):
        if not self.context.sampled:
            return
        exporter.export_span({
            "traceId": self.context.trace_id,
            "spanId": self.context.span_id,
            "parentSpanId": self.parent_span_id or "",
            "name": self.name,
            "kind": self.kind,
            "startTimeUnixNano": str(self.start),
            "endTimeUnixNano": str(time.time_ns()),
            "attributes": key_values(self.attributes),
            "events": self.events,
            "status": self.status,
        })


@contextmanager
def in_span(kind, name, attributes, parent=None):
    """Does the work within a span: what it calls finds the span as its parent, and no way out leaves it open."""
    parent = parent or current.get()
    context = replace(parent, trace_id=parent.trace_id or new_id(16), span_id=new_id(8))
    span = Span(kind, name, attributes, context, parent.span_id)
    token = current.set(context)
    try:
        yield span
    except Exception as error:
        span.fail_with(error)
        raise
    finally:
        current.reset(token)
        span.end()


def shop_of(context):
    """The one member of the baggage that may be recorded."""
    for member in (context.baggage or "").split(","):
        name, equals, value = member.split(";")[0].partition("=")
        if equals and name.strip() == "shop":
            return {"app.shop": unquote(value.strip())}
    return {}


def key_values(attributes):
    return [
        {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}
        for key, value in attributes.items()
    ]


def new_id(size):
    value = os.urandom(size)
    return value.hex() if any(value) else new_id(size)
