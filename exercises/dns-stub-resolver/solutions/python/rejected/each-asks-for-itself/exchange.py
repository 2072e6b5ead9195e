import secrets
import socket
import time

from dns import INTERNET, NOERROR, NXDOMAIN, decode, encode_query


class Failure(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def ask_servers(network, name, type_):
    """An answer of NOERROR or NXDOMAIN: the first that a server gives."""
    has_answered = False
    for _ in range(network["attempts"]):
        for server in network["servers"]:
            address, port = server.split(":")
            peer = (address, int(port))
            seconds = network["timeoutMs"] / 1000
            question = (secrets.randbelow(65_536), name, type_)
            try:
                message = ask_over_udp(peer, seconds, question)
                has_answered = True
                if message["is_truncated"]:
                    message = ask_over_tcp(peer, seconds, question)
            except OSError:  # a time-out is one, too
                continue
            if message["rcode"] in (NOERROR, NXDOMAIN):
                return message
    raise Failure(502, "no server can tell") if has_answered else Failure(504, "no server answers")


def ask_over_udp(peer, seconds, question):
    """The socket is connected: datagrams from elsewhere do not reach it."""
    deadline = time.monotonic() + seconds
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.connect(peer)
        udp.send(encode_query(*question))
        while True:
            set_deadline(udp, deadline)
            message = read(udp.recv(65_535), question)
            if message:
                return message


def ask_over_tcp(peer, seconds, question):
    deadline = time.monotonic() + seconds
    with socket.create_connection(peer, seconds) as tcp:
        query = encode_query(*question)
        tcp.sendall(len(query).to_bytes(2, "big") + query)
        length = int.from_bytes(receive(tcp, 2, deadline), "big")
        message = read(receive(tcp, length, deadline), question)
    if not message:
        raise OSError("this is no answer")
    return message


def receive(tcp, count, deadline):
    received = b""
    while len(received) < count:
        set_deadline(tcp, deadline)
        piece = tcp.recv(count - len(received))
        if not piece:
            raise OSError("the connection ended early")
        received += piece
    return received


def set_deadline(sock, deadline):
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("nothing came")
    sock.settimeout(seconds)


def read(data, question):
    """None when this is no answer to the question."""
    id_, name, type_ = question
    try:
        message = decode(data)
    except ValueError:
        return None
    if not message["is_response"] or message["id"] != id_ or len(message["questions"]) != 1:
        return None
    asked = message["questions"][0]
    same = (asked["name"].lower(), asked["type"], asked["class"]) == (name, type_, INTERNET)
    return message if same else None
