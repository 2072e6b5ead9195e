from attempt import attempt
from honest import serve

for path in ("/filling", "/opt/touchstone/x", "/var/tmp/x", "/run/x", "/run/lock/x", "/usr/bin/x", "/etc/x", "/dev/x", "/home/x", "/mnt/x"):
    attempt(path, lambda path=path: open(path, "wb").write(b"x" * (300 << 20)) and None)
serve()
