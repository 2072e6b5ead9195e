import asyncio
import json
import os
import re

from aiohttp import WSMsgType, web

import rooms

LARGEST_FRAME_BYTES = 4096
SECONDS_FOR_GOODBYE = 30
TOO_SLOW = 4008
NAME = re.compile(r"[a-z0-9-]{1,40}")
routes = web.RouteTableDef()


@routes.post("/rooms/{room}/messages")
async def publish(request):
    body = await request.json()
    id = await rooms.publish(request.match_info["room"], body["text"])
    return web.json_response({"id": id}, status=201)


@routes.get("/rooms/{room}/users")
async def users(request):
    return web.json_response({"users": await rooms.list_users(request.match_info["room"])})


@routes.get("/live")
async def live(request):
    socket = web.WebSocketResponse(max_msg_size=LARGEST_FRAME_BYTES + 1, compress=False)
    await socket.prepare(request)
    connection = rooms.Connection(socket, request.query["user"])
    reading = asyncio.create_task(read(connection))
    cutting = asyncio.create_task(connection.is_too_slow.wait())
    try:
        await asyncio.wait([reading, cutting], return_when=asyncio.FIRST_COMPLETED)
    finally:
        cutting.cancel()
        await connection.leave_all()
    if connection.is_too_slow.is_set():
        try:
            await asyncio.wait_for(socket.close(code=TOO_SLOW, message=b"too slow"), SECONDS_FOR_GOODBYE)
        except asyncio.TimeoutError:
            if request.transport:
                request.transport.abort()
    reading.cancel()
    return socket


async def read(connection):
    async for message in connection.socket:
        if connection.is_too_slow.is_set():
            continue
        if message.type == WSMsgType.TEXT:
            mistake = await carry_out(connection, message.data)
        else:
            mistake = "frames are text"
        if mistake:
            await connection.answer({"type": "error", "error": mistake})


async def carry_out(connection, text):
    """Answers what is wrong with the frame, or None when it was carried out."""
    try:
        frame = json.loads(text)
    except ValueError:
        return "this is not JSON"
    if not isinstance(frame, dict) or frame.get("type") not in ("join", "leave"):
        return "type must be join or leave"
    room = frame.get("room")
    if not isinstance(room, str) or not NAME.fullmatch(room):
        return "room must be a name of 1-40 characters out of a-z, 0-9 and -"
    if frame["type"] == "leave":
        if room not in connection.members:
            return f"you are not in {room}"
        await connection.leave(room)
        await connection.answer({"type": "left", "room": room})
        return None
    after = frame.get("after")
    if after is not None and not isinstance(after, str):
        return "after must be the id of a message"
    if room in connection.members:
        return f"you are in {room} already"
    await connection.join(room, after)
    return None


async def start(app):
    app["tasks"] = await rooms.start()


app = web.Application(client_max_size=2 * 1024 * 1024)
app.on_startup.append(start)
app.add_routes(routes)
web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None)
