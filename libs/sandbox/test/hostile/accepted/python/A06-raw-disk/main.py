import os
import stat

from attempt import attempt
from honest import serve

attempt("make a disk node", lambda: os.mknod("/tmp/disk", 0o600 | stat.S_IFBLK, os.makedev(8, 0)))
attempt("make a memory node", lambda: os.mknod("/work/mem", 0o600 | stat.S_IFCHR, os.makedev(1, 1)))
blocks = [entry.name for entry in os.scandir("/dev") if stat.S_ISBLK(entry.stat(follow_symlinks=False).st_mode)]
print("disks:", ", ".join(blocks) or "none", flush=True)
attempt("memory", lambda: open("/dev/mem", "rb").read(1))
attempt("ports", lambda: open("/dev/port", "rb").read(1))
serve()
