import socket

from attempt import attempt
from honest import serve

for name, protocol in (("sockets", 4), ("netfilter", 12), ("audit", 9), ("uevents", 15), ("crypto", 21), ("generic", 16)):
    attempt(name, lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol))
serve()
