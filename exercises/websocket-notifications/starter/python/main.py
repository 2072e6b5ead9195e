import json
import os

from aiohttp import web

routes = web.RouteTableDef()


@routes.post("/rooms/{room}/messages")
async def publish(request):
    return web.json_response({"error": "to do"}, status=501)


@routes.get("/live")
async def live(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    user = request.query["user"]
    async for message in socket:
        room = json.loads(message.data)["room"]
        # Everybody is alone here, for now. What is missing: messages, and who else is in the room.
        await socket.send_str(json.dumps({"type": "joined", "room": room, "users": [user], "gap": False}))
    return socket


app = web.Application()
app.add_routes(routes)
web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None)
