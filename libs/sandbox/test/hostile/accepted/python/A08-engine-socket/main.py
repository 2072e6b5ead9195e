import os
import socket
import stat

from attempt import attempt
from honest import serve


def talk(path):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)


for path in ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock"):
    attempt(path, lambda: talk(path))
found = []
for folder, _, files in os.walk("/"):
    if folder.startswith(("/proc", "/sys", "/node_modules", "/usr")):
        continue
    for name in files:
        try:
            if stat.S_ISSOCK(os.lstat(os.path.join(folder, name)).st_mode):
                found.append(os.path.join(folder, name))
        except OSError:
            pass
print("sockets on disk:", ", ".join(found) or "none", flush=True)
serve()
