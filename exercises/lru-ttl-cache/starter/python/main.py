class Cache:
    def __init__(self, max_entries, ttl_ms):
        self.max_entries = max_entries
        self.ttl_ms = ttl_ms
        self.entries = {}

    def set(self, key, value, now_ms, ttl_ms=None):
        self.entries[key] = (value, now_ms + self.ttl_ms)
        return None  # Who has to go when there are more than max_entries?

    def get(self, key, now_ms):
        value, until = self.entries.get(key, (None, 0))
        return value if now_ms < until else None

    def run(self, operations):
        return [getattr(self, method)(*arguments) for method, *arguments in operations]


def create_cache(options):
    return Cache(options["maxEntries"], options["ttlMs"])
