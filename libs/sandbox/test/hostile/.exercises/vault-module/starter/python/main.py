def double(n):
    pass


def seal(text):
    pass


class Counter:
    def add(self, n):
        pass
