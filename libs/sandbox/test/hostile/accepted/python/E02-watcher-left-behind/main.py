import os
import time

from honest import serve

others = {int(name) for name in os.listdir("/proc") if name.isdigit()} - {1, os.getpid()}
print("processes:", others or "init and this", flush=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            os.listdir("/work")
            time.sleep(0.1)
    os._exit(0)
serve()
