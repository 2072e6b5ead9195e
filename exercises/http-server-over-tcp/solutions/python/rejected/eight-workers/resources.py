"""What can be asked for."""

import json
import re
from urllib.parse import parse_qs

from answers import send, send_pieces

JSON_TYPE = {"Content-Type": "application/json"}
LINES_A_PIECE = 512

notes = {}
last_id = 0


async def answer(writer, request):
    methods = find_resource(request.path)
    if methods is None:
        await send(writer, request, 404)
        return
    handler = methods.get("GET" if request.method == "HEAD" else request.method)
    if handler:
        await handler(writer, request)
        return
    allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)
    await send(writer, request, 405, {"Allow": ", ".join(allowed)})


def find_resource(path):
    if path == "/echo":
        return {"POST": echo}
    if path == "/log":
        return {"GET": send_log}
    if path == "/notes":
        return {"GET": list_notes, "POST": add_note}
    match = re.fullmatch("/notes/([0-9]+)", path)
    if not match or match[1] not in notes:
        return None
    return {
        "GET": lambda writer, request: send_json(writer, request, 200, to_note(match[1])),
        "DELETE": lambda writer, request: delete_note(writer, request, match[1]),
    }


async def echo(writer, request):
    await send(writer, request, 200, {"Content-Type": "application/octet-stream"}, request.body)


async def list_notes(writer, request):
    await send_json(writer, request, 200, [to_note(id) for id in notes])


async def add_note(writer, request):
    global last_id
    last_id += 1
    id = str(last_id)
    notes[id] = request.body.decode(errors="replace")
    await send_json(writer, request, 201, to_note(id), {"Location": f"/notes/{id}"})


async def delete_note(writer, request, id):
    del notes[id]
    await send(writer, request, 204)


def to_note(id):
    return {"id": id, "text": notes[id]}


async def send_json(writer, request, status, value, headers=None):
    await send(writer, request, status, {**JSON_TYPE, **(headers or {})}, json.dumps(value).encode())


async def send_log(writer, request):
    count = int(parse_qs(request.query).get("lines", ["0"])[0])
    await send_pieces(writer, request, {"Content-Type": "text/plain"}, log_lines(count))


def log_lines(count):
    for first in range(1, count + 1, LINES_A_PIECE):
        end = min(count + 1, first + LINES_A_PIECE)
        yield "".join(f"{line:0127d}\n" for line in range(first, end)).encode()
