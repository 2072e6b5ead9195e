import array
import socket

from attempt import attempt
from honest import serve


def send_descriptors():
    for n in range(100_000):
        a, b = socket.socketpair()
        a.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [b.fileno(), a.fileno()]))])
        a.close()
        b.close()


attempt("in flight", send_descriptors)
serve()
