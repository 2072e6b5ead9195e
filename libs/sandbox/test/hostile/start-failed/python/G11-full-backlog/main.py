import os
import signal
import socket

listener = socket.socket()
listener.bind(("127.0.0.1", int(os.environ["PORT"])))
listener.listen(0)
kept = []
for _ in range(4):
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex(listener.getsockname())
    kept.append(one)
signal.pause()
