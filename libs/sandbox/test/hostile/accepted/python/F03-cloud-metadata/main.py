import socket

from attempt import attempt
from honest import serve


def ask(address):
    with socket.create_connection((address, 80), timeout=2):
        pass


attempt("169.254.169.254", lambda: ask("169.254.169.254"))
attempt("100.100.100.200", lambda: ask("100.100.100.200"))
try:
    ask("fd00:ec2::254")
    print("fd00:ec2::254: done", flush=True)
except OSError:
    print("fd00:ec2::254: ENETUNREACH or EADDRNOTAVAIL", flush=True)
serve()
