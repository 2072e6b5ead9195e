class Client:
    def __init__(self, options):
        self.options = options

    def begin(self, id, request, now_ms):
        return {"action": "send", "attempt": 1, "timeoutAtMs": now_ms + self.options["attemptTimeoutMs"]}

    def answer(self, id, attempt, outcome, now_ms, random):
        if "error" in outcome:
            return {"action": "fail", "error": outcome["error"]}
        return {"action": "done", "status": outcome["status"]}  # Is this the last word, whatever the status?

    def wake(self, id, now_ms, random):
        return None  # What was this call waiting for?

    def cancel(self, id, now_ms):
        return None

    def state(self, upstream, now_ms):
        return "closed"


def create_client(options):
    return Client(options)
