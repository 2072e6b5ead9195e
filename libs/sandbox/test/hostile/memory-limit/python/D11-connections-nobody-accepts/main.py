import socket

listeners = []
for _ in range(60):
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(4096)
    listeners.append(listener)
    for _ in range(500):
        client = socket.socket()
        client.settimeout(0.05)
        try:
            client.connect(listener.getsockname())
        except OSError:
            pass
        client.close()
