import asyncio
import os


async def serve(reader, writer):
    head = b""
    while b"\r\n\r\n" not in head:
        piece = await reader.read(65_536)  # Is a piece a request?
        if not piece:
            break
        head += piece
    else:
        answer(writer, head.decode("latin-1"))
    writer.close()


def answer(writer, head):
    method, path = head.split(" ")[:2]
    body = f"{method} {path}: nobody has written that yet\n".encode()
    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(os.environ["PORT"]))
    await server.serve_forever()


asyncio.run(main())
