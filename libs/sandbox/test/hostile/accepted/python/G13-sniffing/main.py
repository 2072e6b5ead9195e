import socket

from attempt import attempt
from honest import serve

attempt("packets", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
attempt("raw tcp", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP))
attempt("ping", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP))
attempt("transparent", lambda: socket.socket().setsockopt(socket.SOL_IP, 19, 1))
attempt("forced buffer", lambda: socket.socket().setsockopt(socket.SOL_SOCKET, 33, 1 << 30) or None)
attempt("IPv6", lambda: socket.socket(socket.AF_INET6).bind(("::1", 8090)))
serve()
