import os

from honest import serve

for _ in range(8):
    if os.fork() == 0:
        while True:
            os.write(1, b"z" * 4096)
serve()
