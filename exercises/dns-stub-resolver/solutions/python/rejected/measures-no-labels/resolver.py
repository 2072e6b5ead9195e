"""What one network knows: a new one begins with a new resolver."""

import threading
import time
from concurrent.futures import Future

from dns import INTERNET, NXDOMAIN, SOA, TYPES
from exchange import Failure, ask_servers

MOST_ALIASES = 8


class Resolver:
    def __init__(self, network):
        self.network = network
        self.lock = threading.Lock()
        self.cache = {}
        self.pending = {}

    def resolve(self, name, type_):
        """name in lower case"""
        key = (name, type_)
        with self.lock:
            cached = self.cache.get(key)
            if cached and cached["expires_at"] > time.monotonic():
                return cached
            self.cache.pop(key, None)
            future = self.pending.get(key)
            is_first = future is None
            if is_first:
                future = self.pending[key] = Future()
        if is_first:
            self.work_for(key, future)
        return future.result()

    def work_for(self, key, future):
        """The first who asks does the work; the others wait for the same future."""
        name, type_ = key
        try:
            found = self.look_up(name, TYPES[type_])
        except Exception as error:
            with self.lock:
                del self.pending[key]
            future.set_exception(error)
            return
        with self.lock:
            if found["expires_at"] > time.monotonic():
                self.cache[key] = found
            del self.pending[key]
        future.set_result(found)

    def look_up(self, name, type_):
        ends = []
        aliases = 0
        while True:
            message = ask_servers(self.network, name, type_)
            now = time.monotonic()
            asked = name
            while not (records := records_of(message, name, type_)):
                alias = records_of(message, name, TYPES["CNAME"])
                if not alias:
                    break
                aliases += 1
                if aliases > MOST_ALIASES:
                    raise Failure(502, "too many aliases")
                ends.append(now + alias[0]["ttl"])
                name = alias[0]["data"].lower()
            exists = message["rcode"] != NXDOMAIN
            if records:
                exists = True
                ends += [now + record["ttl"] for record in records]
            elif exists and name != asked:
                continue
            else:
                ends.append(now + negative_ttl(message))
            return {
                "exists": exists,
                "canonical_name": name,
                "data": [record["data"] for record in records],
                "expires_at": min(ends),
            }


def records_of(message, name, type_):
    return [
        record
        for record in message["answers"]
        if (record["name"].lower(), record["type"], record["class"]) == (name, type_, INTERNET)
    ]


def negative_ttl(message):
    """RFC 2308 §5. Without an SOA nobody knows how long it holds."""
    for record in message["authorities"]:
        if record["type"] == SOA:
            return min(record["ttl"], record["data"]["minimum"])
    return 0
