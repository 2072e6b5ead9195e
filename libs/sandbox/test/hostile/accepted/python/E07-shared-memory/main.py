import os

from honest import serve

print("found:", ", ".join(os.listdir("/dev/shm")) or "nothing", flush=True)
with open("/dev/shm/meeting-point", "w") as mark:
    mark.write("here")
serve()
