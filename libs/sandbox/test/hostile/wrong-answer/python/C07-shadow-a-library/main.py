def double(n):
    return 0


def seal(text):
    return ""


class Counter:
    def add(self, n):
        return 0
