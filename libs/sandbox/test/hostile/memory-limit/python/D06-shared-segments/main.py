import os

from attempt import libc

IPC_CREAT = 0o1000
for _ in range(16):
    segment = libc.shmget(0, 16 << 20, IPC_CREAT | 0o600)
    if segment < 0:
        break
    libc.shmat.restype = __import__("ctypes").c_void_p
    at = libc.shmat(segment, None, 0)
    libc.memset(__import__("ctypes").c_void_p(at), 1, 16 << 20)
while True:
    os.write(os.memfd_create("kept"), b"x" * (4 << 20))
