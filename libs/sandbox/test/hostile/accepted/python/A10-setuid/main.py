import ctypes
import subprocess

from attempt import attempt_syscall
from honest import serve

found = subprocess.run(
    ["find", "/", "-xdev", "-type", "f", "-perm", "/6000"], capture_output=True, text=True
).stdout.split()
print("setuid programs:", ", ".join(found) or "none", flush=True)
for line in open("/proc/self/status"):
    if line.startswith(("NoNewPrivs", "CapBnd", "CapAmb")):
        print(line.replace("\t", " ").strip(), flush=True)
attempt_syscall("capset", (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6))
attempt_syscall("setgid", 0)
try:
    ended = subprocess.run(["su", "-c", "true"], stdin=subprocess.DEVNULL, capture_output=True).returncode
except OSError:
    ended = 1
print("su:", "done" if ended == 0 else "missing or refused", flush=True)
serve()
