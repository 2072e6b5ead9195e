import threading
from bisect import bisect_left

BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, float("inf")]

# Each request has a thread of its own, and `+=` on a dictionary is two steps.
_lock = threading.Lock()
_numbers = {}
_distributions = {}

_METRICS = [
    ("http_requests_total", "counter", "Requests that were answered."),
    ("http_request_duration_seconds", "histogram", "Time from the arrival of a request to its answer."),
    ("http_requests_in_flight", "gauge", "Requests that are not answered yet."),
    ("hub_calls_total", "counter", "Calls to the hub that have ended."),
]


def add(name, amount, **labels):
    with _lock:
        series = _numbers.setdefault(name, {})
        key = _text(labels)
        series[key] = series.get(key, 0) + amount


def observe(name, seconds, **labels):
    with _lock:
        distribution = _distributions.setdefault((name, _text(labels)), (labels, [0] * len(BOUNDS), [0.0]))
        _, counts, total = distribution
        counts[bisect_left(BOUNDS, seconds)] += 1
        total[0] += seconds


def exposition():
    with _lock:
        return "".join(_lines()).rstrip("\n")


def _lines():
    for name, kind, help_text in _METRICS:
        yield f"# HELP {name} {help_text}\n# TYPE {name} {kind}\n"
        for labels, value in _numbers.get(name, {}).items():
            yield f"{name}{labels} {value}\n"
        for (of, text), (labels, counts, total) in _distributions.items():
            if of == name:
                yield from _histogram(name, text, labels, counts, total[0])


def _histogram(name, text, labels, counts, total):
    so_far = 0
    for bound, count in zip(BOUNDS, counts):
        so_far += count
        le = "+Inf" if bound == float("inf") else str(bound)
        yield f"{name}_bucket{_text({**labels, 'le': le})} {so_far}\n"
    yield f"{name}_sum{text} {total}\n{name}_count{text} {so_far}\n"


def _text(labels):
    pairs = ",".join(f'{name}="{_escape(value)}"' for name, value in labels.items())
    return f"{{{pairs}}}" if pairs else ""


def _escape(value):
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
