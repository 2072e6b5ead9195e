import heapq
from collections import OrderedDict


class Cache:
    def __init__(self, max_entries, ttl_ms):
        self.max_entries = max_entries
        self.ttl_ms = ttl_ms
        # The least recently used first. Key → (value, end of life, serial number of the set).
        self.entries = OrderedDict()
        # (end of life, serial number, key). What was replaced or removed stays in here until it comes to the top.
        self.lives = []
        self.serial = 0
        self.counts = {"hits": 0, "misses": 0, "evictions": 0}

    def set(self, key, value, now_ms, ttl_ms=None):
        self._bury(now_ms)
        evicted = None
        if key not in self.entries and len(self.entries) == self.max_entries:
            evicted = min(self.entries, key=lambda name: self.entries[name][3])
            del self.entries[evicted]
            self.counts["evictions"] += 1
        self.serial += 1
        until = now_ms + (self.ttl_ms if ttl_ms is None else ttl_ms)
        self.entries[key] = (value, until, self.serial, self.serial)
        self._remember(until, key)
        return evicted

    def get(self, key, now_ms):
        entry = self._find_live(key, now_ms)
        self.counts["misses" if entry is None else "hits"] += 1
        if entry is None:
            return None
        self.serial += 1
        self.entries[key] = (*entry[:3], self.serial)
        return entry[0]

    def peek(self, key, now_ms):
        entry = self._find_live(key, now_ms)
        return None if entry is None else entry[0]

    def delete(self, key, now_ms):
        is_live = self._find_live(key, now_ms) is not None
        self.entries.pop(key, None)
        return is_live

    def keys(self, now_ms):
        self._bury(now_ms)
        return sorted(self.entries, key=lambda name: self.entries[name][3])

    def stats(self):
        return self.counts

    def run(self, operations):
        return [getattr(self, method)(*arguments) for method, *arguments in operations]

    def _find_live(self, key, now_ms):
        entry = self.entries.get(key)
        return entry if entry is not None and now_ms < entry[1] else None

    def _remember(self, until, key):
        # Rebuilt when less than half of it counts: memory follows the entries, and on average a set pays for one step of it.
        if len(self.lives) > 2 * len(self.entries) + 16:
            self.lives = [(end, serial, name) for name, (_, end, serial, _) in self.entries.items()]
            heapq.heapify(self.lives)
        else:
            heapq.heappush(self.lives, (until, self.serial, key))

    def _bury(self, now_ms):
        """Removes every entry whose life is over: after that, those that are held are those that are live."""
        while self.lives and self.lives[0][0] <= now_ms:
            _, serial, key = heapq.heappop(self.lives)
            if key in self.entries and self.entries[key][2] == serial:
                del self.entries[key]


def create_cache(options):
    return Cache(options["maxEntries"], options["ttlMs"])
