import socket

from attempt import attempt
from honest import serve

for address, port in (("127.0.0.53", 53), ("127.0.0.1", 80), ("0.0.0.0", 443), ("127.0.0.1", 1023)):
    attempt(f"{port}", lambda: socket.socket().bind((address, port)))
    attempt(f"udp {port}", lambda: socket.socket(type=socket.SOCK_DGRAM).bind((address, port)))
serve()
