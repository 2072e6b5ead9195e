"""Answers as they go out."""

from email.utils import formatdate

REASONS = {
    200: "OK",
    201: "Created",
    204: "No Content",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Content Too Large",
    414: "URI Too Long",
    431: "Request Header Fields Too Large",
    501: "Not Implemented",
    505: "HTTP Version Not Supported",
}


async def send(writer, request, status, headers=None, body=b""):
    length = {} if status == 204 else {"Content-Length": len(body)}
    head = to_head(status, {**(headers or {}), **length, **connection(request)})
    writer.write(head if request.method == "HEAD" else head + body)
    await writer.drain()


async def send_pieces(writer, request, headers, pieces):
    """Sends a body of unknown length, piece by piece, as fast as the client reads it."""
    chunked = request.minor > 0
    if not chunked:
        request.keep_alive = False
    coding = {"Transfer-Encoding": "chunked"} if chunked else {}
    writer.write(to_head(200, {**headers, **coding, **connection(request)}))
    if request.method == "HEAD":
        return
    for piece in pieces:
        writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
        await writer.drain()
    if chunked:
        writer.write(b"0\r\n\r\n")


async def refuse(writer, refusal):
    body = f"{refusal.message}\n".encode()
    headers = {"Content-Type": "text/plain", "Content-Length": len(body), "Connection": "close"}
    writer.write(to_head(refusal.status, headers) + body)
    await writer.drain()


def connection(request):
    if not request.keep_alive:
        return {"Connection": "close"}
    return {"Connection": "keep-alive"} if request.minor == 0 else {}


def to_head(status, headers):
    lines = {"Date": formatdate(usegmt=True), **headers}.items()
    fields = "".join(f"{name}: {value}\r\n" for name, value in lines)
    return f"HTTP/1.1 {status} {REASONS[status]}\r\n{fields}\r\n".encode()
