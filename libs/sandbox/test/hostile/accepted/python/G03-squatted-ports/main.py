import socket

from honest import serve

kept = []
for port in [3000, 5432, 6379, 8081, 8082, 9229, *range(9000, 9100)]:
    squatter = socket.socket()
    squatter.bind(("127.0.0.1", port))
    squatter.listen()
    kept.append(squatter)
print(f"squatted: {len(kept)}", flush=True)
serve()
