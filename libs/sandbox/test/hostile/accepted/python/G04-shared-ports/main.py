import socket

from attempt import attempt
from honest import serve


def join(port, address):
    thief = socket.socket()
    thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    thief.bind((address, port))
    thief.listen()


for port in (5432, 6379):
    for address in ("127.0.0.1", "0.0.0.0"):
        attempt(f"{address}:{port}", lambda: join(port, address))
serve()
