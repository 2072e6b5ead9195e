import fcntl
import socket
import struct

from attempt import attempt
from honest import serve


def promiscuous():
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh22x", b"lo", 0x100))


def transparent():
    with socket.socket() as any_socket:
        any_socket.setsockopt(socket.SOL_IP, 19, 1)


attempt("raw ICMP", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close())
attempt("raw TCP", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP).close())
attempt("packet socket", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close())
attempt("promiscuous", promiscuous)
attempt("transparent", transparent)
serve()
