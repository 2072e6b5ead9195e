import os

from honest import serve

PLACES = ["/tmp", "/work", "/dev/shm", "/var/tmp", "/run/lock", "/dev/mqueue", "/opt", "/home", "/var/lock", "/run"]
found = [place for place in PLACES if os.path.exists(f"{place}/note")]
print(f"found: {found}", flush=True)
for place in PLACES:
    try:
        open(f"{place}/note", "w").write("I was here")
    except OSError:
        pass
serve()
