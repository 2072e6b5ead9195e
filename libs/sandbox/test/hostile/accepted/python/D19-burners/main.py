import os

from honest import serve

for _ in range(6):
    if os.fork() == 0:
        os.nice(19)
        while True:
            pass
serve()
