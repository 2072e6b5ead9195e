import asyncio
import os
import re
import uuid
from urllib.parse import quote, urlencode

from aiohttp import web

import forms
from upstream import CallError, Upstream, open_session

upstreams = {}


class Refusal(Exception):
    """An answer that a service gave and that the app is to have, in words of ours."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


async def home(request):
    customer = await find_customer(request)
    headers = {"X-Request-Id": request["id"], "X-User-Id": customer["id"]}
    missing = []
    search = "?" + urlencode({"q": request.query["q"]}) if "q" in request.query else ""
    try:
        async with asyncio.TaskGroup() as calls:
            shown = calls.create_task(orders_with_stock(f"/orders{search}", headers, missing))
            call = upstreams["points"].get("/points", headers, forms.read_points)
            total = calls.create_task(or_missing("points", call, missing))
    except ExceptionGroup as group:
        raise group.exceptions[0] from None
    return {"customer": customer, "orders": shown.result(), "points": total.result(), "missing": sorted(missing)}


async def orders_with_stock(path, headers, missing):
    orders = await upstreams["orders"].get(path, headers, forms.read_orders)
    return await with_stock(orders, headers["X-Request-Id"], missing)


async def one_order(request):
    id = request.match_info["id"]
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", id):
        raise web.HTTPNotFound
    customer = await find_customer(request)
    headers = {"X-Request-Id": request["id"], "X-User-Id": customer["id"]}
    missing = []
    try:
        order = await upstreams["orders"].get(f"/orders/{id}", headers, forms.read_order)
    except CallError as error:
        raise Refusal(404, "There is no such order.") if error.status == 404 else error
    [shown] = await with_stock([order], request["id"], missing)
    return {"order": shown, "missing": missing}


async def find_customer(request):
    headers = {"X-Request-Id": request["id"]}
    if "Authorization" in request.headers:
        headers["Authorization"] = request.headers["Authorization"]
    try:
        return await upstreams["customers"].get("/me", headers, forms.read_customer)
    except CallError as error:
        raise Refusal(401, "Please log in.") if error.status == 401 else error


async def with_stock(orders, request_id, missing):
    """The orders with what is in stock, by one call for all of them."""
    if not orders:
        return []
    skus = dict.fromkeys(order["sku"] for order in orders)
    query = urlencode([("sku", sku) for sku in skus], quote_via=quote)
    call = upstreams["stock"].get(f"/stock?{query}", {"X-Request-Id": request_id}, forms.read_stock)
    available = await or_missing("stock", call, missing) or {}
    return [{**order, "available": available.get(order["sku"])} for order in orders]


async def or_missing(name, call, missing):
    """None when the call fails, and then its name is among what is missing."""
    try:
        return await call
    except CallError:
        missing.append(name)
        return None


@web.middleware
async def answer(request, handler):
    given = request.headers.get("X-Request-Id", "")
    request["id"] = given if re.fullmatch(r"[A-Za-z0-9-]{8,64}", given) else str(uuid.uuid4())
    status, headers = 200, {"X-Request-Id": request["id"]}
    try:
        body = await handler(request)
    except Refusal as refusal:
        status, body = refusal.status, {"error": str(refusal)}
    except web.HTTPException:
        status, body = 404, {"error": "There is nothing here."}
    except CallError as error:
        if error.reason == "full":
            headers["Retry-After"] = "1"
        status, sentence = {
            "late": (504, "This takes too long right now."),
            "full": (503, "There is too much to do right now."),
            "failed": (502, "This does not work right now."),
        }[error.reason]
        body = {"error": sentence}
    return web.json_response(body, status=status, headers=headers)


async def open_upstreams(app):
    async with open_session() as session:
        for name in ("customers", "orders", "points", "stock"):
            upstreams[name] = Upstream(session, os.environ[f"UPSTREAM_{name.upper()}_URL"])
        yield


app = web.Application(middlewares=[answer])
app.cleanup_ctx.append(open_upstreams)
app.add_routes([web.get("/home", home), web.get("/orders/{id}", one_order)])

# When the app hangs up, its handler is cancelled, and with it every call that the handler waits for.
web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None, handler_cancellation=True)
