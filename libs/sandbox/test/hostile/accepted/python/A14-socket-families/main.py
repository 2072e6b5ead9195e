import socket

from attempt import attempt
from honest import serve

FAMILIES = {
    "AF_VSOCK": 40, "AF_ALG": 38, "AF_PACKET": 17, "AF_BLUETOOTH": 31, "AF_CAN": 29, "AF_TIPC": 30,
    "AF_RDS": 21, "AF_XDP": 44, "AF_KEY": 15, "AF_NFC": 39, "AF_SMC": 43,
}  # fmt: skip
for name, number in FAMILIES.items():
    attempt(name, lambda: socket.socket(number, socket.SOCK_DGRAM).close())
attempt("netlink audit", lambda: socket.socket(16, socket.SOCK_RAW, 9).close())
attempt("netlink netfilter", lambda: socket.socket(16, socket.SOCK_RAW, 12).close())
try:
    socket.socketpair(40, socket.SOCK_STREAM)
    print("a pair of them: done", flush=True)
except OSError:
    print("a pair of them: EAFNOSUPPORT or EOPNOTSUPP", flush=True)
serve()
