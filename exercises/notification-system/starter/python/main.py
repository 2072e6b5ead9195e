import os

from aiohttp import web

routes = web.RouteTableDef()


@routes.post("/notifications")
async def publish(request):
    return web.json_response({"error": "to do"}, status=501)


@routes.get("/live")
async def live(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    user, device = request.query["user"], request.query["device"]
    print(f"{device} of {user} has come", flush=True)
    # Nobody has anything to read, for now. What is missing: an inbox, and who fills it.
    await socket.send_json({"type": "hello", "unread": []})
    async for message in socket:
        pass
    return socket


app = web.Application()
app.add_routes(routes)
web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None)
