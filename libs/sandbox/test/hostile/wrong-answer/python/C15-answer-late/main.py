import threading
import time

results = {}


def double(n):
    threading.Timer(0.05, lambda: results.update({n: 2 * n})).start()
    return 0


def seal(text):
    def later():
        time.sleep(0.05)
        yield text

    return later()


class Counter:
    def add(self, n):
        return None
