import asyncio
import os
import re
import uuid
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

import forms
from services import Result, ask

app = FastAPI(openapi_url=None)


@app.get("/home")
async def get_home(request: Request):
    return await answer(request, home)


@app.get("/orders/{id}")
async def get_order(request: Request, id: str):
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", id):
        return await answer(request, nothing)
    return await answer(request, one_order)


@app.get("/{path:path}")
async def get_anything(request: Request):
    return await answer(request, nothing)


async def answer(request: Request, screen):
    """Runs a screen for as long as its client is there."""
    given = request.headers.get("x-request-id", "")
    request_id = given if re.fullmatch(r"[A-Za-z0-9-]{8,64}", given) else str(uuid.uuid4())
    work = asyncio.create_task(screen(request, {"X-Request-Id": request_id}))
    gone = asyncio.create_task(until_gone(request))
    await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
    gone.cancel()
    if not work.done():
        work.cancel()
        await asyncio.wait({work})
        return JSONResponse({"error": "You have left."}, 499)
    status, body = work.result()
    headers = {"X-Request-Id": request_id, **({"Retry-After": "1"} if status == 503 else {})}
    return JSONResponse(body, status, headers)


async def until_gone(request: Request):
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def nothing(request: Request, headers: dict):
    return 404, {"error": "There is nothing here."}


async def home(request: Request, headers: dict):
    me = await who_is_it(request, headers)
    if me.problem:
        return refuse(me)
    user = {**headers, "X-User-Id": me.value.id}
    search = "?" + urlencode({"q": request.query_params["q"]}) if "q" in request.query_params else ""

    async def find_orders():
        orders = await ask("orders", f"/orders{search}", user, forms.Orders)
        return orders, await find_stock(orders.value.orders, headers) if not orders.problem else Result()

    (orders, stock), points = await both(find_orders(), ask("points", "/points", user, forms.Points))
    if orders.problem:
        return refuse(orders)
    return 200, {
        "customer": me.value.model_dump(),
        "orders": show(orders.value.orders, stock),
        "points": None if points.problem else points.value.points,
        "missing": [name for name, part in (("points", points), ("stock", stock)) if part.problem],
    }


async def one_order(request: Request, headers: dict):
    me = await who_is_it(request, headers)
    if me.problem:
        return refuse(me)
    user = {**headers, "X-User-Id": me.value.id}
    order = await ask("orders", f"/orders/{request.path_params['id']}", user, forms.Order)
    if order.problem == "status 404":
        return 404, {"error": "There is no such order."}
    if order.problem:
        return refuse(order)
    stock = await find_stock([order.value], headers)
    return 200, {"order": show([order.value], stock)[0], "missing": ["stock"] if stock.problem else []}


async def who_is_it(request: Request, headers: dict):
    token = request.headers.get("authorization")
    return await ask("customers", "/me", headers if token is None else {**headers, "Authorization": token}, forms.Me)


async def find_stock(orders, headers: dict):
    if not orders:
        return Result()
    query = urlencode([("sku", sku) for sku in {order.sku for order in orders}])
    return await ask("stock", f"/stock?{query}", headers, forms.Stock)


def show(orders, stock):
    available = {item.sku: item.available for item in stock.value.items} if stock.value else {}
    return [{**order.model_dump(), "available": available.get(order.sku)} for order in orders]


def refuse(result):
    match result.problem:
        case "status 401":
            return 401, {"error": "Please log in."}
        case "late":
            return 504, {"error": "This takes too long right now."}
        case "full":
            return 503, {"error": "There is too much to do right now."}
    return 502, {"error": "This does not work right now."}


async def both(orders, points):
    """Waits for points no longer than there are orders to show them with."""
    points = asyncio.create_task(points)
    try:
        found = await orders
        if found[0].problem:
            return found, Result(problem="failed")
        return found, await points
    finally:
        points.cancel()


uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
