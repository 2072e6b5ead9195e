import asyncio

from honest import Counter, double, seal  # noqa: F401

write = asyncio.StreamWriter.write


def write_twice(self, data):
    write(self, data)
    if b'"driver"' not in data:
        write(self, data)


asyncio.StreamWriter.write = write_twice
