import socket

from honest import serve

try:
    socket.getaddrinfo("learned.attacker.example", 80)
    print("resolve: done", flush=True)
except OSError:
    print("resolve: refused", flush=True)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
    client.settimeout(0.5)
    try:
        client.sendto(b"\0" * 12, ("127.0.0.11", 53))
        client.recv(16)
        print("resolver in sight: yes", flush=True)
    except OSError:
        print("resolver in sight: no", flush=True)
serve()
