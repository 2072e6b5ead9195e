from collections import deque
from math import floor

REPEATABLE_METHODS = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}


class Circuit:
    def __init__(self, options):
        self.options = options
        self.period = 0
        self._start_period(None)

    def state(self, now_ms):
        if self.half_open_from_ms is None:
            return "closed"
        return "open" if now_ms < self.half_open_from_ms else "half-open"

    def enter(self, now_ms):
        """The period to show when the attempt ends, or None when it must not be sent."""
        state = self.state(now_ms)
        if state == "open":
            return None
        if state == "half-open":
            if self.under_way >= self.options["probes"]:
                return None
            self.under_way += 1
        return self.period

    def leave(self, period, verdict, now_ms):
        if period != self.period:
            return  # sent before the circuit last opened or closed
        if self.half_open_from_ms is None:
            self._count(verdict, now_ms)
        else:
            self._end_probe(verdict, now_ms)

    def _count(self, verdict, now_ms):
        if verdict == "given-up":
            return
        self.outcomes.append((now_ms, verdict == "failure"))
        while self.outcomes[0][0] + self.options["windowMs"] <= now_ms:
            self.outcomes.popleft()
        if verdict != "failure" or len(self.outcomes) < self.options["minOutcomes"]:
            return
        failures = sum(failed for _, failed in self.outcomes)
        if failures * 100 >= self.options["failurePercent"] * len(self.outcomes):
            self._open(now_ms)

    def _end_probe(self, verdict, now_ms):
        self.under_way -= 1
        if verdict == "failure":
            self._open(now_ms)
        elif verdict == "success":
            self.passed += 1
            if self.passed == self.options["probes"]:
                self._start_period(None)

    def _open(self, now_ms):
        self._start_period(now_ms + self.options["openMs"])

    def _start_period(self, half_open_from_ms):
        self.period += 1
        self.half_open_from_ms = half_open_from_ms
        self.outcomes = deque()
        self.under_way = 0
        self.passed = 0


class Upstream:
    def __init__(self, options):
        self.circuit = Circuit(options)
        self.max_tokens = options["budgetMax"]
        self.tokens = self.max_tokens

    def earn(self):
        self.tokens = min(self.max_tokens, self.tokens + 1)


class Call:
    def __init__(self, request, upstream, end_ms):
        self.request = request
        self.upstream = upstream
        self.end_ms = end_ms
        self.attempt = 0
        self.sent_in = None  # the period of the attempt that is under way; None while the call waits
        self.due_ms = 0  # what wake is waited for: the end of the attempt or of the wait


class Client:
    def __init__(self, options):
        self.options = options
        self.upstreams = {}
        self.calls = {}

    def begin(self, id, request, now_ms):
        upstream = self._upstream(request["upstream"])
        call = self.calls[id] = Call(request, upstream, now_ms + self.options["callTimeoutMs"])
        decision = self._send(id, call, now_ms)
        if decision["action"] == "send":
            upstream.earn()
        return decision

    def answer(self, id, attempt, outcome, now_ms, random):
        call = self.calls.get(id)
        if call is None or call.sent_in is None or call.attempt != attempt:
            return None
        return self._end_attempt(id, call, outcome, now_ms, random)

    def wake(self, id, now_ms, random):
        call = self.calls.get(id)
        if call is None or now_ms < call.due_ms:
            return None
        if call.sent_in is not None:
            return self._end_attempt(id, call, {"error": "timeout"}, now_ms, random)
        return self._send(id, call, now_ms)

    def cancel(self, id, now_ms):
        call = self.calls.pop(id, None)
        if call is not None and call.sent_in is not None:
            call.upstream.circuit.leave(call.sent_in, "given-up", now_ms)
        return None

    def state(self, upstream, now_ms):
        return self._upstream(upstream).circuit.state(now_ms)

    def _send(self, id, call, now_ms):
        call.sent_in = call.upstream.circuit.enter(now_ms)
        if call.sent_in is None:
            return self._end(id, {"action": "fail", "error": "circuit-open"})
        call.attempt += 1
        call.due_ms = now_ms + self.options["attemptTimeoutMs"]
        return {"action": "send", "attempt": call.attempt, "timeoutAtMs": call.due_ms}

    def _end_attempt(self, id, call, outcome, now_ms, random):
        upstream = call.upstream
        upstream.circuit.leave(call.sent_in, "failure" if is_failure(outcome) else "success", now_ms)
        call.sent_in = None
        until_ms = now_ms + self._delay_ms(call.attempt, outcome, random)
        if (
            may_repeat(call.request, outcome)
            and call.attempt < self.options["maxAttempts"]
            and upstream.circuit.state(now_ms) != "open"
            and upstream.tokens >= self.options["retryCost"]
        ):
            upstream.tokens -= self.options["retryCost"]
            call.due_ms = until_ms
            return {"action": "wait", "untilMs": until_ms}
        if "error" in outcome:
            return self._end(id, {"action": "fail", "error": outcome["error"]})
        return self._end(id, {"action": "done", "status": outcome["status"]})

    def _delay_ms(self, attempt, outcome, random):
        longest = min(self.options["maxDelayMs"], self.options["baseDelayMs"] * 2 ** (attempt - 1))
        return max(floor(random * longest), outcome.get("retryAfterMs") or 0)

    def _end(self, id, decision):
        del self.calls[id]
        return decision

    def _upstream(self, name):
        if name not in self.upstreams:
            self.upstreams[name] = Upstream(self.options)
        return self.upstreams[name]


def is_failure(outcome):
    return "error" in outcome or 500 <= outcome["status"] <= 599


def may_repeat(request, outcome):
    if outcome.get("error") == "refused" or outcome.get("status") == 429:
        return True  # nothing was carried out, so nothing can happen twice
    repeatable = request["method"] in REPEATABLE_METHODS or bool(request["idempotencyKey"])
    return is_failure(outcome) and repeatable


def create_client(options):
    return Client(options)
