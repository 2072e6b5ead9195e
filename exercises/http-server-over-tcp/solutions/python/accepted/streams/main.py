import asyncio
import os

from answers import refuse
from resources import answer
from wire import Gone, Input, Refusal, read_request

FAREWELL_S = 2  # how long a client may take to close its side once we have closed ours


async def serve(reader, writer):
    try:
        await converse(Input(reader), writer)
    except (Gone, OSError, TimeoutError):
        pass  # the client has left, whatever it was in the middle of
    finally:
        writer.close()


async def converse(input, writer):
    def say_continue():
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    try:
        while request := await read_request(input, say_continue):
            await answer(writer, request)
            if not request.keep_alive:
                break
    except Refusal as refusal:
        await refuse(writer, refusal)
    await writer.drain()
    writer.write_eof()
    # Closing on unread bytes would destroy the answer on its way.
    await asyncio.wait_for(input.discard(), FAREWELL_S)


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(os.environ["PORT"]), backlog=128)
    await server.serve_forever()


asyncio.run(main())
