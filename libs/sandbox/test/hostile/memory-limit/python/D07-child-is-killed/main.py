import os

from honest import serve

child = os.fork()
if child == 0:
    kept = []
    while True:
        kept.append(bytearray(b"x") * (1 << 20))
os.waitpid(child, 0)
serve()
