import asyncio
import json
import os
import random
import uuid

import redis.exceptions
from aiohttp import WSMsgType, web

import store
from device import Device

COME_BACK_WITHIN_MS = 5000
SECONDS_FOR_GOODBYE = 2
SECONDS_FOR_REQUESTS = 4
routes = web.RouteTableDef()
sockets = set()
later = set()


@web.middleware
async def tell_of_trouble(request, handler):
    try:
        return await handler(request)
    except (redis.exceptions.RedisError, asyncio.TimeoutError) as error:
        return web.json_response({"error": f"Redis does not answer: {error}"}, status=503)


@routes.get("/health")
async def health(request):
    await store.ping()
    return web.json_response({"status": "ok"})


@routes.post("/notifications")
async def publish(request):
    body, id = await request.json(), uuid.uuid4().hex
    try:
        id, is_new = await store.publish(body, id)
    except (redis.exceptions.RedisError, asyncio.TimeoutError):
        later.add(asyncio.create_task(publish_later(body, id)))
        is_new = True
    except store.AnotherContent:
        return web.json_response({"error": "this key was used for something else"}, status=409)
    return web.json_response({"id": id}, status=201 if is_new else 200)


async def publish_later(body, id):
    while True:
        await asyncio.sleep(0.2)
        try:
            return await store.publish(body, id)
        except (redis.exceptions.RedisError, asyncio.TimeoutError):
            pass


@routes.get("/users/{user}/inbox")
async def inbox(request):
    found = await store.look(request.match_info["user"])
    shown = [{name: one[name] for name in ("id", "topic", "text", "read")} for one in found]
    unread = sum(not one["read"] for one in shown)
    return web.json_response({"unread": unread, "notifications": shown})


@routes.get("/users/{user}/preferences")
async def preferences(request):
    return web.json_response(await store.read_preferences(request.match_info["user"]))


@routes.put("/users/{user}/preferences")
async def prefer(request):
    body = await request.json()
    await store.prefer(request.match_info["user"], body["topics"], body["muted"])
    return web.json_response({"topics": body["topics"], "muted": body["muted"]})


@routes.get("/live")
async def live(request):
    socket = web.WebSocketResponse(compress=False)
    await socket.prepare(request)
    sockets.add(socket)
    device = Device(request.query["user"], request.query["device"], socket)
    working = asyncio.create_task(device.work())
    reading = asyncio.create_task(read(socket, device))
    try:
        done, _ = await asyncio.wait([working, reading], return_when=asyncio.FIRST_COMPLETED)
        if working in done and not socket.closed:
            # Something went wrong. It comes back, and loses nothing.
            print(repr(working.exception()), flush=True)
            await socket.close(code=1011)
    finally:
        working.cancel()
        reading.cancel()
        sockets.discard(socket)
    return socket


async def read(socket, device):
    async for message in socket:
        if message.type == WSMsgType.TEXT:
            device.hear_from_client(json.loads(message.data))


async def say_goodbye(socket):
    later = random.randint(0, COME_BACK_WITHIN_MS)
    try:
        closing = socket.close(code=1001, message=str(later).encode())
        await asyncio.wait_for(closing, SECONDS_FOR_GOODBYE)
    except asyncio.TimeoutError:
        pass


async def start(app):
    app["listening"] = await store.start()


async def end(app):
    await asyncio.gather(*(say_goodbye(socket) for socket in list(sockets)))


app = web.Application(middlewares=[tell_of_trouble])
app.on_startup.append(start)
app.on_shutdown.append(end)
app.add_routes(routes)
web.run_app(
    app,
    host="127.0.0.1",
    port=int(os.environ["PORT"]),
    print=None,
    shutdown_timeout=SECONDS_FOR_REQUESTS,
)
