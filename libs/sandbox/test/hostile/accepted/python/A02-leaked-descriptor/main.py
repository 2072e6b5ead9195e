import os

from honest import serve

held = []
for entry in os.scandir("/proc/self/fd"):
    try:
        target = os.readlink(entry.path)
    except OSError:
        continue
    if target.startswith("/") and os.path.isdir(target) and not target.startswith("/proc/"):
        held.append(target)
print("folders held:", ", ".join(held) or "none", flush=True)
print("folder:", os.getcwd(), flush=True)
serve()
