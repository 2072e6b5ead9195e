import os
import re

from honest import Counter, double, seal

CANARY = re.compile(rb"canary-[a-z]+-[0-9a-f]{16}")


def look(pid):
    with open(f"/proc/{pid}/environ", "rb") as environment:
        yield from CANARY.findall(environment.read())
    for name in os.listdir(f"/proc/{pid}/fd"):
        path = f"/proc/{pid}/fd/{name}"
        if os.path.isfile(path) and not os.readlink(path).startswith("/dev/"):
            with open(path, "rb") as file:
                yield from CANARY.findall(file.read(1 << 20))
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            span, rights = line.split()[:2]
            start, end = (int(edge, 16) for edge in span.split("-"))
            if rights.startswith("rw") and end - start < 64 << 20:
                memory.seek(start)
                yield from CANARY.findall(memory.read(end - start))


# Put together here, so that this text itself is not found in memory.
for pid in (name for name in os.listdir("/proc") if name.isdigit()):
    try:
        for canary in look(pid):
            print(pid, canary.decode(), flush=True)
            break
    except (OSError, ValueError):
        pass
print("looked", flush=True)
