import os

from honest import serve

FOLDERS = ("/tmp", "/work", "/dev/shm", "/dev/mqueue", "/var/tmp", "/run/lock", "/run", "/home")
found = [folder for folder in FOLDERS if os.path.exists(f"{folder}/left-behind")]
print("found:", ", ".join(found) or "none", flush=True)
for folder in FOLDERS:
    try:
        with open(f"{folder}/left-behind", "w") as mark:
            mark.write("an answer for the next one")
    except OSError:
        pass
serve()
