import errno
import socket

from attempt import attempt
from honest import serve


def send(family, kind, address):
    with socket.socket(family, kind) as client:
        client.settimeout(2)
        client.connect(address)


attempt("tcp", lambda: send(socket.AF_INET, socket.SOCK_STREAM, ("198.51.100.1", 443)))
attempt("udp", lambda: send(socket.AF_INET, socket.SOCK_DGRAM, ("198.51.100.1", 53)))
try:
    send(socket.AF_INET6, socket.SOCK_STREAM, ("2001:db8::1", 443))
    print("ipv6: done", flush=True)
except OSError as error:
    known = error.errno in (errno.ENETUNREACH, errno.EADDRNOTAVAIL)
    print("ipv6:", "ENETUNREACH or EADDRNOTAVAIL" if known else error, flush=True)
up = []
for _, name in socket.if_nameindex():
    with open(f"/sys/class/net/{name}/flags") as flags:
        up += [name] if int(flags.read(), 16) & 1 else []
print("interfaces:", ", ".join(up), flush=True)
serve()
